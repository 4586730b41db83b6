"""What can be asked of the library."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.map import DOMAINS


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    domain = forms.ChoiceField(
        label=_("Part of the map"),
        required=False,
        choices=[("", _("all parts")), *DOMAINS.items()],
    )
