"""JSON in the database, always under the name of the schema it follows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


class SchemaField(models.JSONField):  # noqa: TID251 - the one allowed use
    """A JSON object that follows a named schema; anything but an object is refused.

    The service that writes it has read it with that schema first.
    """

    def __init__(self, *args: Any, schema: str, **kwargs: Any) -> None:
        self.schema = schema
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "schema": self.schema}

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and not isinstance(value, dict):
            raise ValidationError(f"{self.schema}: a JSON object is needed here")
        return super().get_prep_value(value)
