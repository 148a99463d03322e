"""Footprints of clouds and fleets: containers, groups and roles looked up, deployments, inventories."""

from uba import activities as a
from uba import events as ev
from uba.attack.footprint import ANY_VENDOR, Footprint, carrier, carriers, kind

_ANY = " ".join(ANY_VENDOR)
_API = kind(ev.API_ACTIVITY)
_WORKLOADS = (
    "create pods; create deployments; create daemonsets; create statefulsets; create replicasets; create jobs;"
    "create cronjobs; patch deployments; patch daemonsets; update deployments; update daemonsets; update cronjobs"
)
_PULLS = "Pulling; Pulled; ErrImagePull; ImagePullBackOff"
_TASKS = "RegisterTaskDefinition; RunTask; StartTask"
_IMAGES = "PutImage; BatchGetImage; DescribeImageScanFindings; GetDownloadUrlForLayer; RunInstances; " + _TASKS
_AWS_GROUPS = (
    "ListGroups; ListGroupsForUser; GetGroup; ListGroupPolicies; ListAttachedGroupPolicies; ListEntitiesForPolicy;"
    "GetAccountAuthorizationDetails; ListRoles; ListRolePolicies; ListAttachedRolePolicies; ListAttachedUserPolicies;"
    "ListUserPolicies; ListPolicies; GetRole; GetPolicyVersion; ListUsers"
)
_KUBERNETES_RIGHTS = (
    "create selfsubjectrulesreviews; create selfsubjectaccessreviews; list clusterrolebindings;"
    "get clusterrolebindings; list rolebindings; get rolebindings; list clusterroles; list roles"
)

CONTAINER_STARTS = Footprint(
    "container_starts",
    "pods, workloads and tasks created",
    (
        carrier("kubernetes_audit", kind(ev.API_ACTIVITY, codes=_WORKLOADS), alive=[_API]),
        carrier("cloudtrail", kind(ev.API_ACTIVITY, codes=_TASKS), alive=[_API]),
        *carriers(_ANY, kind(ev.API_ACTIVITY, a.API_CREATE)),
    ),
)
IMAGES = Footprint(
    "images",
    "container and machine images used",
    (
        carrier("kubernetes_audit", kind(ev.API_ACTIVITY, codes=f"{_WORKLOADS}; {_PULLS}"), alive=[_API]),
        carrier("cloudtrail", kind(ev.API_ACTIVITY, codes=_IMAGES), alive=[_API]),
        *carriers(_ANY, kind(ev.API_ACTIVITY, a.API_CREATE)),
    ),
)
INVENTORY = Footprint(
    "inventory",
    "the list of assets that should exist",
    carriers(_ANY, kind(ev.INVENTORY)),
)
GROUP_LOOKUPS = Footprint(
    "group_lookups",
    "groups, roles and permissions looked up",
    (
        carrier("cloudtrail", kind(ev.API_ACTIVITY, a.API_READ), alive=[_API]),
        carrier("kubernetes_audit", kind(ev.API_ACTIVITY, codes=_KUBERNETES_RIGHTS), alive=[_API]),
        carrier(
            "windows_event",
            kind(ev.ENTITY_MANAGEMENT, a.ENTITY_READ),
            alive=[kind(ev.AUTHENTICATION)],
        ),
        *carriers(_ANY, kind(ev.API_ACTIVITY, a.API_READ)),
    ),
)
CLOUD_GROUP_LOOKUPS = Footprint(
    "cloud_group_lookups",
    "groups and roles of a cloud looked up",
    (
        carrier("cloudtrail", kind(ev.API_ACTIVITY, a.API_READ, codes=_AWS_GROUPS), alive=[_API]),
        carrier("kubernetes_audit", kind(ev.API_ACTIVITY, codes=_KUBERNETES_RIGHTS), alive=[_API]),
        *carriers(_ANY, kind(ev.API_ACTIVITY, a.API_READ)),
    ),
)
DEPLOYMENTS = Footprint(
    "deployments",
    "software, scripts and jobs sent to many machines",
    (
        carrier("software_deployment", kind(ev.APPLICATION_LIFECYCLE), kind(ev.ENTITY_MANAGEMENT)),
        carrier("entra_audit", kind(ev.APPLICATION_LIFECYCLE), alive=[kind(ev.ENTITY_MANAGEMENT)]),
        carrier("cloudtrail", kind(ev.APPLICATION_LIFECYCLE, a.APP_INSTALL), alive=[_API]),
        carrier("windows_event", kind(ev.ENTITY_MANAGEMENT, codes="5136; 5137"), alive=[kind(ev.AUTHENTICATION)]),
        *carriers(_ANY, kind(ev.APPLICATION_LIFECYCLE, a.APP_INSTALL)),
    ),
)

ALL = (CONTAINER_STARTS, IMAGES, INVENTORY, GROUP_LOOKUPS, CLOUD_GROUP_LOOKUPS, DEPLOYMENTS)
