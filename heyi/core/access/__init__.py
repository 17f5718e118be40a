"""Access: who may do what with which records and which fields. Everything is asked here and nowhere else.

``Actor`` is who acts; ``visible`` is the predicate of a query; ``require`` refuses; ``unit_of_work`` opens the
transaction in which the database itself knows the actor.
"""
