"""What the office's first page says there is to do."""

from django import template

from common import clock
from pages import agenda

register = template.Library()


@register.simple_tag
def office_tasks() -> list[agenda.Task]:
    return agenda.tasks(clock.now())
