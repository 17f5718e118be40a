"""The platform. It knows no business; apps make themselves known to it by registration."""
