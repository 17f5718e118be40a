"""Indexes of tables that people work in, made while they work."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently


class AddIndexSafely(AddIndexConcurrently):
    """Makes an index without a lock on its table, in a migration that is not atomic, and can be run again: a death or a
    lock that was waited for too long leaves an index that is not valid, which would be in the way.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Remove what is left of an earlier try, then make it."""
        self._ensure_not_in_transaction(schema_editor)
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.remove_index(model, self.index, concurrently=True)  # if there is one
            schema_editor.add_index(model, self.index, concurrently=True)
