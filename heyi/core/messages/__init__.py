"""The message centre: what people are told, in their own language, and by mail where that is set up.

``templates.register_template`` declares what can be said, ``sending.notify`` says it in the transaction of its cause,
``sending.withdraw`` takes it back when the cause is gone.
"""
