from django import forms


class NameSignupForm(forms.Form):
    def signup(self, request, user):
        pass
