"""One module a source format: each turns what somebody did into the lines the vendor would have written."""
