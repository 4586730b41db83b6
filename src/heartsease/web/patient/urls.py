"""The addresses of one person's screens."""

urlpatterns: list[object] = []
