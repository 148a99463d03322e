"""SQL Server in the Application log: logons, options, procedures, and the records of SQL Server Audit."""

from __future__ import annotations

from dataclasses import dataclass

from training.simulate.writers.clock import ticks
from training.simulate.writers.windows_event import SQL_SERVER, Account, Machine

EXECUTE, ALTER, SELECT = "EX", "AL", "SL"


@dataclass(frozen=True, slots=True)
class Statement:
    """One audited statement."""

    login: str
    client: str
    text: str
    thing: str = ""
    database: str = "master"
    schema: str = "sys"
    action: str = EXECUTE
    program: str = ".Net SqlClient Data Provider"


def refused(on: Machine, at: int, login: str, client: str) -> None:
    """Write 18456: a logon with a wrong password."""
    values = [login, " Reason: Password did not match that for the login provided.", f" [CLIENT: {client}]"]
    text = f"Login failed for user '{login}'.{values[1]}{values[2]}"
    on.write(at, SQL_SERVER, 18456, values, message=text, level=0)


def accepted(on: Machine, at: int, login: str, client: str) -> None:
    """Write 18454: a logon with SQL Server's own authentication."""
    text = f"Login succeeded for user '{login}'. Connection made using SQL Server authentication. [CLIENT: {client}]"
    on.write(at, SQL_SERVER, 18454, [login, f" [CLIENT: {client}]"], message=text, level=0)


def option(on: Machine, at: int, name: str, before: int, after: int, user: Account | None = None) -> None:
    """Write 15457: an option is changed by `sp_configure`."""
    text = f"Configuration option '{name}' changed from {before} to {after}. Run the RECONFIGURE statement to install."
    on.write(at, SQL_SERVER, 15457, [name, str(before), str(after)], user=user, message=text)


def extended_procedure(on: Machine, at: int, name: str) -> None:
    """Write 8128: a library is loaded to run an extended procedure, once after each start of the server."""
    text = f"Using 'xplog70.dll' version '2019.150.4430' to execute extended stored procedure '{name}'."
    on.write(at, SQL_SERVER, 8128, ["xplog70.dll", "2019.150.4430", name], message=text)


def startup_procedure(on: Machine, at: int, name: str) -> None:
    """Write 17135: a procedure runs because the server starts."""
    on.write(at, SQL_SERVER, 17135, [name], message=f"Launched startup procedure '{name}'.")


def audited(on: Machine, at: int, done: Statement) -> None:
    """Write 33205: a record of SQL Server Audit in its fixed order of fields."""
    text = (
        f"audit_schema_version:1 event_time:{ticks(at)[:-1].replace('T', ' ')} sequence_number:1 "
        f"action_id:{done.action:<4} succeeded:true is_column_permission:false "
        f"session_id:{int(on.rng.integers(51, 400))} server_principal_id:{int(on.rng.integers(259, 300))} "
        f"database_principal_id:1 target_server_principal_id:0 target_database_principal_id:0 "
        f"object_id:{int(on.rng.integers(1_000, 99_999_999))} user_defined_event_id:0 transaction_id:0 class_type:X  "
        f"duration_milliseconds:0 response_rows:0 affected_rows:0 client_ip:{done.client} "
        f"permission_bitmask:00000000000000000000000000000020 sequence_group_id:1 "
        f"session_server_principal_name:{done.login} server_principal_name:{done.login} server_principal_sid:1 "
        f"database_principal_name:dbo target_server_principal_name: target_server_principal_sid:null "
        f"target_database_principal_name: server_instance_name:{on.name} database_name:{done.database} "
        f"schema_name:{done.schema} object_name:{done.thing} statement:{done.text} additional_information: "
        f"user_defined_information: application_name:{done.program}"
    )
    on.write(at, SQL_SERVER, 33205, [text], message=f"Audit event: {text}", level=0)
