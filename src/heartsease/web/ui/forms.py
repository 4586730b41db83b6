"""How every form is drawn: label, help, errors beside the field and again on top."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """`{{ form }}` and `{{ field.as_field_group }}` in the program's own look."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
