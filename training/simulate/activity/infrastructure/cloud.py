"""The cloud account: sites published to a bucket, machines that scale, patches, people at the console."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import DAY, HOUR
from training.simulate.estate import ACCOUNTS
from training.simulate.pace import office_hours, scattered
from training.simulate.randomness import hexadecimal, pick
from training.simulate.shop import publishing_days
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.cloudtrail import Call, Caller, call, iam_user, machine_role, person_role

BUCKET = "halden-site-static"
"""Where the public site's files are."""
IMAGE = "ami-0a1c5e77d2b90f341"
"""The organisation's own machine image."""
PUBLISHER = iam_user(ACCOUNTS["publish"][0], "52.120.10.8", "aws-cli/2.24.1")
PATCHER = machine_role("PatchManager", "patch-orchestrator", "52.120.10.21", "Boto3/1.36.2")
SCALER = Caller(
    {"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}, "autoscaling.amazonaws.com",
    "autoscaling.amazonaws.com",
)  # fmt: skip
NODE = machine_role("ClusterNode", "i-0d3f77aa1c20b9e01", "52.120.11.40", "containerd/1.7.24")
_LOOKS = (
    ("ec2", "DescribeInstances"), ("s3", "ListBuckets"), ("cloudwatch", "GetMetricData"),
    ("rds", "DescribeDBInstances"), ("ec2", "DescribeSecurityGroups"), ("logs", "FilterLogEvents"),
)  # fmt: skip


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the trail of a day."""
    start, weekday = world.start_of(day), world.config.date_of(day).weekday()
    if day in publishing_days(world):
        keys = ["index.html", *(f"news/{hexadecimal(rng, 6)}.html" for _ in range(int(rng.integers(4, 36))))]
        put(rng, sink, start + 9 * HOUR + int(rng.integers(0, 400_000)), PUBLISHER, keys, 400)
    for at in scattered(rng, start, DAY, int(rng.poisson(4))):
        launch(rng, sink, at, SCALER, IMAGE, 1)
    for at in scattered(rng, start, DAY, int(rng.poisson(24))):
        parameters = {
            "repositoryName": f"data/{pick(rng, ('transfer', 'reports', 'metrics'))}",
            "imageIds": [{"imageTag": "stable"}],
        }
        call(sink, rng, at, NODE, Call("ecr", "BatchGetImage", parameters, read_only=True))
    if weekday == 2:
        for at in scattered(rng, start + 21 * HOUR, HOUR, 3):
            send_command(rng, sink, at, PATCHER, "AWS-RunPatchBaseline", int(rng.integers(4, 9)))
    for plan in world.plans[day]:
        if plan.person.role.name not in ("engineer", "admin"):
            continue
        for at in office_hours(rng, plan.midnight, int(rng.poisson(1.6 * plan.load))):
            who = person_role(plan.person, "Operator", plan.seat(at).ip, "Mozilla/5.0 (console)")
            service, operation = pick(rng, _LOOKS)
            call(sink, rng, at, who, Call(service, operation, None, read_only=True))


def put(rng: Generator, sink: Sink, at: int, who: Caller, keys: list[str], gap: float) -> None:
    """Write files put into the site's bucket, `gap` ms apart on average."""
    for key in keys:
        parameters = {"bucketName": BUCKET, "key": key, "Host": f"{BUCKET}.s3.amazonaws.com"}
        call(sink, rng, at, who, Call("s3", "PutObject", parameters, data=True))
        at += int(rng.exponential(gap)) + 15


def launch(rng: Generator, sink: Sink, at: int, who: Caller, image: str, n: int, region: str = "") -> None:
    """Write `n` machines being started from an image, one request."""
    parameters = {
        "instancesSet": {"items": [{"imageId": image, "minCount": n, "maxCount": n}]},
        "instanceType": "c6i.large",
    }
    done = Call("ec2", "RunInstances", parameters, {"reservationId": f"r-{hexadecimal(rng, 17)}"})
    call(sink, rng, at, who, done if not region else Call(done.service, done.operation, parameters, region=region))


def send_command(rng: Generator, sink: Sink, at: int, who: Caller, document: str, targets: int) -> None:
    """Write a command sent to machines by Systems Manager."""
    instances = [f"i-{hexadecimal(rng, 17)}" for _ in range(targets)]
    parameters = {"documentName": document, "instanceIds": instances, "interactive": False}
    call(sink, rng, at, who, Call("ssm", "SendCommand", parameters))
