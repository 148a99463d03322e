"""What happens to services and programs on a Windows machine: start, stop, crash, installation, boot."""

from __future__ import annotations

from training.simulate.randomness import hexadecimal, uuid
from training.simulate.writers.windows_event import (
    APPLICATION_ERROR,
    DEBUGGER,
    ERROR_REPORTING,
    EVENTLOG_SERVICE,
    INSTALLER,
    KERNEL_POWER,
    LOCAL_SYSTEM,
    SERVICES,
    Account,
    Machine,
)

PROGRAMS: dict[str, tuple[str, str]] = {
    "winword.exe": ("16.0.17932.20222", r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE"),
    "excel.exe": ("16.0.17932.20222", r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"),
    "outlook.exe": ("16.0.17932.20222", r"C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE"),
    "AcroRd32.exe": ("24.2.21005.0", r"C:\Program Files (x86)\Adobe\Acrobat Reader DC\Reader\AcroRd32.exe"),
    "msedge.exe": ("145.0.3800.58", r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"),
    "chrome.exe": ("145.0.7700.60", r"C:\Program Files\Google\Chrome\Application\chrome.exe"),
    "Teams.exe": ("25.306.1103.0", r"C:\Program Files\WindowsApps\MSTeams\ms-teams.exe"),
    "spoolsv.exe": ("10.0.20348.2529", r"C:\Windows\System32\spoolsv.exe"),
    "lsass.exe": ("10.0.20348.2529", r"C:\Windows\system32\lsass.exe"),
    "svchost.exe": ("10.0.20348.2529", r"C:\Windows\system32\svchost.exe"),
    "w3wp.exe": ("10.0.20348.2400", r"c:\windows\system32\inetsrv\w3wp.exe"),
    "sqlservr.exe": ("2019.150.4430.1", r"C:\Program Files\Microsoft SQL Server\MSSQL15\MSSQL\Binn\sqlservr.exe"),
}
"""Program to version and path."""


def crash(on: Machine, at: int, program: str, module: str, code: str, offset: str) -> None:
    """Write 1000 and the 1001 that follows: a program ended by an exception."""
    version, path = PROGRAMS[program]
    report = uuid(on.rng)
    stamp = hexadecimal(on.rng, 8)
    values = [
        program, version, stamp, module, "10.0.20348.2527", hexadecimal(on.rng, 8), code, offset,
        f"0x{int(on.rng.integers(0x400, 0xFFFF)):x}", f"0x1dc{hexadecimal(on.rng, 12)}", path,
        rf"C:\Windows\System32\{module}", report, "", "",
    ]  # fmt: skip
    text = (
        f"Faulting application name: {program}, version: {version}, time stamp: 0x{stamp}\n"
        f"Faulting module name: {module}\nException code: 0x{code}\nFault offset: 0x{offset}"
    )
    on.write(at, APPLICATION_ERROR, 1000, values, message=text, level=2)
    if on.rng.random() < 0.6:
        told = ["", "0", "APPCRASH", "Not available", "0", program, version, stamp, module, "", "", code, offset]
        on.write(
            at + 1_400, ERROR_REPORTING, 1001, told, message=f"Fault bucket , type 0\nEvent Name: APPCRASH\n{text}"
        )


def debugged(on: Machine, at: int, program: str, user: Account) -> None:
    """Write 4096 of the just-in-time debugger: it was called for a program."""
    text = f"An unhandled win32 exception occurred in {program} [{int(on.rng.integers(900, 30000))}]."
    on.write(at, DEBUGGER, 4096, [text], user=user, message=text, level=2)


def service_crashed(on: Machine, at: int, service: str, times: int = 1) -> None:
    """Write 7031 (restarts itself) or, from the third time on, 7034."""
    values = {"param1": service, "param2": str(times)}
    if times < 3:
        values |= {"param3": "60000", "param4": "1", "param5": "Restart the service"}
    text = f"The {service} service terminated unexpectedly.  It has done this {times} time(s)."
    on.write(at, SERVICES, 7031 if times < 3 else 7034, values, message=text, level=2)


def service_state(on: Machine, at: int, service: str, state: str) -> None:
    """Write 7036: a service entered the state `running` or `stopped`."""
    text = f"The {service} service entered the {state} state."
    on.write(at, SERVICES, 7036, {"param1": service, "param2": state}, message=text)


def start_type(on: Machine, at: int, service: str, key: str, before: str, after: str, user: Account) -> None:
    """Write 7040: how a service starts was changed."""
    values = {"param1": service, "param2": before, "param3": after, "param4": key}
    text = f"The start type of the {service} service was changed from {before} to {after}."
    on.write(at, SERVICES, 7040, values, user=user, message=text)


def service_installed(on: Machine, at: int, service: str, path: str, user: Account) -> None:
    """Write 7045."""
    values = {
        "ServiceName": service,
        "ImagePath": path,
        "ServiceType": "user mode service",
        "StartType": "demand start",
        "AccountName": "LocalSystem",
    }
    on.write(at, SERVICES, 7045, values, user=user, message=f"A service was installed in the system. {service}")


def shut_down(on: Machine, at: int) -> None:
    """Write 6006: the event log ends in order."""
    on.write(at, EVENTLOG_SERVICE, 6006, [""], message="The Event log service was stopped.")


def booted(on: Machine, at: int, clean: bool = True) -> None:
    """Write 6005, before it 41 and 6008 where the machine had stopped by itself."""
    if not clean:
        values = {"BugcheckCode": "0", "SleepInProgress": "0", "PowerButtonTimestamp": "0"}
        text = "The system has rebooted without cleanly shutting down first."
        on.write(at - 2_000, KERNEL_POWER, 41, values, user=LOCAL_SYSTEM, message=text, level=1)
        text = "The previous system shutdown was unexpected."
        on.write(at - 900, EVENTLOG_SERVICE, 6008, ["", "", "", "", ""], message=text, level=2)
    on.write(at, EVENTLOG_SERVICE, 6005, [""], message="The Event log service was started.")


def installed(on: Machine, at: int, product: str, version: str, maker: str, user: Account) -> None:
    """Write 11707 and 1033: Windows Installer put a product on the machine."""
    done = f"Product: {product} -- Installation completed successfully."
    on.write(at, INSTALLER, 11707, [done, "(NULL)", "(NULL)", "(NULL)", "(NULL)", "(NULL)"], user=user, message=done)
    values = [product, version, "1033", "0", maker, "(NULL)"]
    text = f"Windows Installer installed the product. Product Name: {product}. Product Version: {version}."
    on.write(at + 300, INSTALLER, 1033, values, user=user, message=text)
