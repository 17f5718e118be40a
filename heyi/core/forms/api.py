"""Forms over HTTP; docs/guide/api.md, section 9."""

from ninja import Router

from heyi.core.forms.http import designs, gallery, papers

router = Router()
router.add_router("", designs.router)
router.add_router("", gallery.router)
router.add_router("", papers.router)
