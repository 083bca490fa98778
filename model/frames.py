"""Typed frames from whatever an engine gives back."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Boolean, Date, DateTime, Float, Integer, Numeric, Select, String
from sqlalchemy.types import TypeDecorator, TypeEngine

Statement = Select[*tuple[Any, ...]]
"""Any SELECT, whatever its columns."""

DTYPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Boolean, "boolean"),
    (Integer, "Int64"),
    (Float, "Float64"),
    (Numeric, "object"),
    (String, "string"),
)

NULLABLE = dict.fromkeys((pa.int8(), pa.int16(), pa.int32(), pa.int64()), pd.Int64Dtype()) | {pa.bool_(): pd.BooleanDtype()}
"""What Arrow's whole numbers and truths become at once; with NULLs among them pandas would make objects of them first."""


def dtype_of(kind: TypeEngine[Any]) -> str | None:
    """The pandas dtype for a column of a statement: NULL stays apart from 0 and ''. None: leave as it came."""
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, (Date, DateTime)):
        return "object"
    return next((dtype for sql, dtype in DTYPES if isinstance(kind, sql)), None)


def typed(result: pa.Table | pd.DataFrame, statement: Select[*tuple[Any, ...]]) -> pd.DataFrame:
    """A frame with the statement's column types: Int64, Float64, boolean, string; dates as datetime.date objects."""
    frame = result.to_pandas(date_as_object=True, types_mapper=NULLABLE.get) if isinstance(result, pa.Table) else result
    columns = {}
    for column, label in zip(statement.selected_columns, frame.columns, strict=True):
        values = frame[label]
        dtype = dtype_of(column.type)
        if dtype == "object":
            ready = isinstance(result, pa.Table) and pa.types.is_date(result.schema.field(label).type)
            values = values.astype(object) if ready else values.astype(object).map(_plain)
        elif dtype:
            try:
                if values.dtype.kind not in "iufb" and not isinstance(values.dtype, pd.StringDtype):
                    # plain numbers and text need no way round by objects
                    values = values.astype(object).where(values.notna(), pd.NA)
                values = values.astype(dtype)
            except TypeError as error:
                raise TypeError(f"{label} is not {dtype}: {values.head().tolist()}") from error
        columns[column.key if column.key is not None else label] = values
    return pd.DataFrame(columns)


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value if isinstance(value, (date, datetime)) or value == value else None
