"""Acts of the secretariat on one row: a form, a sentence, the service, and back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from common.errors import ContestError


def act(
    page: Any, request: Any, row: Any, *, form: forms.Form, title: str, words: str, done: str, do: Callable[..., Any]
) -> Any:
    """Show the form, or do what it says; a refusal stands above it and nothing typed is lost."""
    back = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        try:
            do(**form.cleaned_data)
        except ContestError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    about = {"form": form, "title": title, "words": words, "about": row, "back": back, "opts": page.opts}
    return render(request, "ideas/office/act.html", {**page.admin_site.each_context(request), **about})
