"""What holds of accounts."""

from shared.errors import Conflict, Missing


class AccountMissing(Missing):
    """The person has no account."""

    zh, en = "账号不存在", "No such account"


class LoginTaken(Conflict):
    """The login is in use, or the person has an account already."""

    zh, en = "登录名已被使用或该人员已有账号", "The login is taken, or the person has an account already"
