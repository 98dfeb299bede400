"""Add, change, lock and unlock people."""

from __future__ import annotations

from flask import abort
from werkzeug.wrappers import Response

from resultatbank.data import accounts
from resultatbank.data.models import User
from resultatbank.rules.roles import Action
from resultatbank.web.access import requires, stamp
from resultatbank.web.admin import blueprint
from resultatbank.web.admin.forms import NewPasswordForm, NewUserForm, RemovalForm, UserForm
from resultatbank.web.respond import go_to, page

LAST = "Det är den sista administratören. Gör någon annan till administratör först."
CHANGED = "Någon annan har ändrat personen sedan du öppnade sidan. Läs vad som gäller nu och spara igen om du vill."


def user_or_404(user_id: int) -> User:
    """Return the person, or answer that the page doesn't exist."""
    return accounts.user_by_id(user_id) or abort(404)


@blueprint.get("/anvandare")
@requires(Action.KEEP_USERS)
def users() -> Response:
    """List everybody."""
    return page("admin/users.html", people=accounts.all_users(), form=NewUserForm())


@blueprint.post("/anvandare")
@requires(Action.KEEP_USERS)
def user_add() -> Response:
    """Add a person."""
    form = NewUserForm()
    if form.validate():
        try:
            data = (form.email.data, form.name.data, form.new_password.data, form.roles.data)
            person = accounts.add_user(*data, stamp())
            return go_to("admin.user", f"{person.name} kan nu logga in.", user_id=person.id)
        except accounts.EmailTaken:
            form.fault(form.email, "Det finns redan någon med den adressen.")
    return page("admin/users.html", status=422, people=accounts.all_users(), form=form)


@blueprint.get("/anvandare/<id:user_id>")
@requires(Action.KEEP_USERS)
def user(user_id: int) -> Response:
    """Show a person."""
    return _user_page(user_or_404(user_id))


def _user_page(
    person: User,
    *,
    form: UserForm | None = None,
    password: NewPasswordForm | None = None,
    removal: RemovalForm | None = None,
    status: int = 200,
) -> Response:
    return page(
        "admin/user.html",
        status=status,
        person=person,
        form=form or _form_of(person),
        password=password or NewPasswordForm(None),
        removal=removal or RemovalForm(None),
    )


def _form_of(person: User) -> UserForm:
    return UserForm(None, data={"name": person.name, "roles": sorted(person.role_names), "version": person.version})


def _last_administrator(person: User) -> Response:
    form = _form_of(person)
    form.fault(form.roles, LAST)
    return _user_page(person, form=form, status=422)


@blueprint.post("/anvandare/<id:user_id>")
@requires(Action.KEEP_USERS)
def user_change(user_id: int) -> Response:
    """Change a person's name and roles."""
    person, form = user_or_404(user_id), UserForm()
    if form.validate() and form.version.data != str(person.version):
        form.version.data = str(person.version)
        form.fault(form.name, CHANGED)
    if not form.errors:
        try:
            accounts.change_user(person, form.name.data, form.roles.data or [], stamp())
            return go_to("admin.user", "Ändringen är sparad.", user_id=person.id)
        except accounts.LastAdministrator:
            form.fault(form.roles, LAST)
    return _user_page(person, form=form, status=422)


@blueprint.post("/anvandare/<id:user_id>/losenord")
@requires(Action.KEEP_USERS)
def user_password(user_id: int) -> Response:
    """Give a person a new password."""
    person, form = user_or_404(user_id), NewPasswordForm()
    if not form.validate():
        return _user_page(person, password=form, status=422)
    accounts.set_password(person, form.new_password.data, stamp())
    return go_to("admin.user", "Lösenordet är bytt och alla inloggningar är avslutade.", user_id=person.id)


@blueprint.post("/anvandare/<id:user_id>/las")
@requires(Action.KEEP_USERS)
def user_lock(user_id: int) -> Response:
    """Lock a person out."""
    person = user_or_404(user_id)
    try:
        count = accounts.lock_user(person, stamp())
    except accounts.LastAdministrator:
        return _last_administrator(person)
    return go_to("admin.user", f"{person.name} är låst. {count} exempel behöver en ny ansvarig.", user_id=person.id)


@blueprint.post("/anvandare/<id:user_id>/ta-bort")
@requires(Action.KEEP_USERS)
def user_remove(user_id: int) -> Response:
    """Remove a person for good."""
    person, form = user_or_404(user_id), RemovalForm()
    if not form.validate():
        return _user_page(person, removal=form, status=422)
    try:
        count = accounts.remove_user(person, stamp())
    except accounts.LastAdministrator:
        return _last_administrator(person)
    return go_to("admin.users", f"{person.name} är borttagen. {count} exempel behöver en ny ansvarig.")


@blueprint.post("/anvandare/<id:user_id>/las-upp")
@requires(Action.KEEP_USERS)
def user_unlock(user_id: int) -> Response:
    """Let a person in again."""
    person = user_or_404(user_id)
    accounts.unlock_user(person, stamp())
    return go_to("admin.user", f"{person.name} kan logga in igen.", user_id=person.id)
