"""How tokens run beyond a single element: scopes, waits, exceptions, repetition, compensation, joins."""
