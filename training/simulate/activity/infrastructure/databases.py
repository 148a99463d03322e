"""SQL Server: statements of shop and administrator, the old job that calls the command shell, mistyped logins."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import HOUR, MINUTE
from training.simulate.estate import ACCOUNTS
from training.simulate.organisation import NETBIOS
from training.simulate.pace import busy, office_hours
from training.simulate.randomness import pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.sql_server import ALTER, SELECT, Statement, accepted, audited, option, refused
from training.simulate.writers.windows_event import Machine, account_of

JOB = "EXEC xp_cmdshell 'bcp warehouse.dbo.orders out \\\\files\\transfer\\orders.dat -c -T'"
"""What the nightly job has done for fifteen years."""
_PROCEDURES = ("usp_GetOrder", "usp_GetCustomer", "usp_SaveBasket", "usp_SearchCatalogue", "usp_SaveOrder")
_ADMIN = (
    "SELECT * FROM sys.dm_exec_requests", "DBCC CHECKDB (shop) WITH NO_INFOMSGS", "EXEC sp_who2",
    "BACKUP LOG shop TO DISK = 'B:\\shop.trn'", "UPDATE STATISTICS dbo.orders", "SELECT * FROM sys.configurations",
)  # fmt: skip


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the database servers' events of a day."""
    start, weekday = world.start_of(day), world.config.date_of(day).weekday()
    shop, warehouse = (world.estate.machine(s.name, sink, rng) for s in world.estate.of("sql")[:2])
    client = world.estate.shop_server.ip
    for at in busy(rng, start, 70):
        name = pick(rng, _PROCEDURES)
        audited(shop, at, Statement(ACCOUNTS["shop"][0], client, f"EXEC dbo.{name} @id = @p1", name, "shop", "dbo"))
    job = world.estate.machine(warehouse.name, world.tally("etl", sink), rng)
    nightly(world, job, start + HOUR + 30 * MINUTE + int(rng.integers(0, 90_000)))
    dba = world.estate.duties["dba"]
    plan = world.plan(dba, day)
    if plan is not None:
        for at in office_hours(rng, plan.midnight, int(rng.poisson(6))):
            on = pick(rng, (shop, warehouse))
            administer(world, on, at, pick(rng, _ADMIN), plan.seat(at).inside)
    for on in (shop, warehouse):
        for at in office_hours(rng, start, int(rng.poisson(1.2))):
            refused(
                on, at, pick(rng, ("sa", "report_reader", ACCOUNTS["shop"][0])), f"10.10.16.{int(rng.integers(11, 15))}"
            )
    if weekday == 5:
        maintenance(world, warehouse, start + 3 * HOUR + int(rng.integers(0, 20)) * MINUTE)


def nightly(world: World, on: Machine, at: int) -> None:
    """Write the old transfer job: it signs in, calls the command shell three times, and ends."""
    login, client = ACCOUNTS["etl"][0], world.estate.of("app")[1].ip
    accepted(on, at, login, client)
    for k in range(3):
        audited(
            on, at + 4_000 + k * 65_000, Statement(login, client, JOB, "xp_cmdshell", program="SQLAgent - TSQL JobStep")
        )


def administer(world: World, on: Machine, at: int, text: str, client: str) -> None:
    """Write one statement of the database administrator."""
    login = f"{NETBIOS}\\{world.estate.duties['dba'].sam}"
    action = SELECT if text.startswith("SELECT") else "EX"
    audited(on, at, Statement(login, client, text, text.split()[-1], action=action, program="Management Studio"))


def maintenance(world: World, on: Machine, at: int) -> None:
    """Write the weekly maintenance: advanced options shown, memory set, options hidden again."""
    dba = world.estate.duties["dba"]
    for name, before, after in (
        ("show advanced options", 0, 1),
        ("max server memory (MB)", 120_000, 124_000),
        ("show advanced options", 1, 0),
    ):
        option(on, at, name, before, after, account_of(dba))
        text = f"EXEC sp_configure '{name}', {after}; RECONFIGURE"
        login = f"{NETBIOS}\\{dba.sam}"
        audited(
            on,
            at + 40,
            Statement(login, "10.10.40.31", text, "sp_configure", action=ALTER, program="Management Studio"),
        )
        at += 70_000
