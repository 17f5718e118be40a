"""Documents in approval on paper (审批单打印): set as PDF, sealed, verified. Apps say how theirs are laid out."""
