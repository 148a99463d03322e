"""UBA: learns how entities behave in application logs and reports what does not fit."""

__version__ = "0.1.0"
