"""Runs Great Expectations on tables in memory, and converts its results."""

from collections.abc import Mapping, Sequence
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationValidationResult
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.expectations import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from confoundry.checks.outcome import Check, Checked, Severity

NAMED = "named"  # the column with the names of the rows, in every checked table
LISTED = 10
_COLUMNS = ("column", "column_A", "column_B")


def expect(
    kind: type[Expectation],
    name: str,
    expected: str,
    *,
    severity: Severity = "critical",
    named: str = "{}",
    **arguments: Any,
) -> Expectation:
    """Return an expectation of the check `name`; a check passes if all of its expectations do.

    Args:
        kind: The class of the expectation.
        name: The check's name: the defect that it looks for.
        expected: The expectation, as a sentence.
        severity: Only a failed `critical` check makes the data unfit.
        named: How a failing row is listed; `{}` is its name. Without `{}`, one entry is listed for all rows.
        arguments: Arguments of the expectation.
    """
    return kind(
        severity=FailureSeverity(severity), meta={"name": name, "expected": expected, "named": named}, **arguments
    )


def run_suites(batches: Mapping[str, tuple[pd.DataFrame, Sequence[Expectation]]]) -> Checked:
    """Run each batch's expectations on its table, without writing files or sending data.

    Expectations on missing columns are left out: another check reports missing columns.
    """
    context = gx.get_context(mode="ephemeral", project_config=_quiet())
    checks: dict[str, Check] = {}
    for batch, (frame, expectations) in batches.items():
        asset = context.data_sources.add_pandas(batch).add_dataframe_asset(batch)
        data = asset.add_batch_definition_whole_dataframe(batch).get_batch({"dataframe": frame.reset_index(drop=True)})
        askable = [one for one in expectations if _asked_columns(one) <= set(frame.columns)]
        results = data.validate(gx.ExpectationSuite(batch, expectations=askable), result_format=_format()).results
        for one in _in_order([_check(result) for result in results], askable):
            checks[one.name] = _joined(checks.get(one.name), one)
    return Checked(checks)


def _in_order(checks: Sequence[Check], expectations: Sequence[Expectation]) -> list[Check]:
    """Return the checks in the order of the expectations: results are grouped by column."""
    names = [expectation.meta["name"] for expectation in expectations if expectation.meta]
    return sorted(checks, key=lambda check: (names.index(check.name), check.ids))


def _quiet() -> DataContextConfig:
    return DataContextConfig(
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
    )


def _format() -> dict[str, Any]:
    return {
        "result_format": "SUMMARY",
        "partial_unexpected_count": LISTED,
        "unexpected_index_column_names": [NAMED],
    }


def _asked_columns(expectation: Expectation) -> set[str]:
    arguments = expectation.configuration.kwargs
    return {arguments[key] for key in _COLUMNS if key in arguments} | set(arguments.get("column_list", ()))


def _check(result: ExpectationValidationResult) -> Check:
    asked: Any = result.expectation_config
    passed, found = bool(result.success), result.result
    names = [] if passed else _names(found, asked.meta["named"])
    count = found.get("unexpected_count", found.get("missing_count")) or len(names)
    return Check(
        name=asked.meta["name"],
        passed=passed,
        severity=asked.severity.value,
        expected=asked.meta["expected"],
        failed=0 if passed else max(1, int(count)),
        ids=tuple(names[:LISTED]),
    )


def _names(found: Mapping[str, Any], named: str) -> list[str]:
    if "{}" not in named:
        return [named]
    return [named.format(name) for name in _failing(found)]


def _failing(found: Mapping[str, Any]) -> list[object]:
    """Return what failed: names of rows, missing members of a set, or missing columns."""
    if "partial_unexpected_index_list" in found:
        return [row[NAMED] for row in found["partial_unexpected_index_list"]]
    columns = found.get("details", {}).get("mismatched", {})
    return found.get("partial_missing_list") or columns.get("missing") or columns.get("unexpected") or []


def _joined(before: Check | None, one: Check) -> Check:
    if before is None:
        return one
    ids = tuple(dict.fromkeys(before.ids + one.ids))[:LISTED]
    passed = before.passed and one.passed
    return Check(one.name, passed, one.severity, before.expected, before.failed + one.failed, ids)
