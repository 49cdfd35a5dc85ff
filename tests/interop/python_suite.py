"""Runs test modules of Python's own (packaged as libpython3.11-testsuite) and prints a line for each test: its outcome and
name. What fails is run again by itself, twice at most: these tests have timing in them.

Usage: python_suite.py MODULE...; details of failures go to standard error."""
import contextlib
import io
import sys
import unittest

RETRIES = 2


class Outcomes(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.of = {}

    def note(self, test, outcome):
        self.of[test.id()] = outcome

    def addSuccess(self, test):
        self.of.setdefault(test.id(), "ok")     # unless one of its parts failed

    def addSkip(self, test, reason):
        self.note(test, "skipped")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, "FAILED")

    addError = addFailure

    def addExpectedFailure(self, test, err):
        self.note(test, "ok")

    def addUnexpectedSuccess(self, test):
        self.note(test, "FAILED")

    def addSubTest(self, test, subtest, err):
        if err is not None:
            super().addFailure(subtest, err)
            self.note(test, "FAILED")


def run(suite):
    result = Outcomes()
    with contextlib.redirect_stdout(io.StringIO()):     # test_ssl tells of each connection
        suite.run(result)
    return result


def main():
    loader = unittest.defaultTestLoader
    result = run(loader.loadTestsFromNames("test." + m for m in sys.argv[1:]))
    outcomes = result.of
    for _ in range(RETRIES):
        again = [name for name, outcome in outcomes.items() if outcome == "FAILED"]
        if not again:
            break
        result = run(loader.loadTestsFromNames(again))
        outcomes.update(result.of)
    for test, details in result.failures:
        print("%s\n%s" % (test.id(), details), file=sys.stderr)
    for name, outcome in sorted(outcomes.items()):
        print(outcome, name)


main()
