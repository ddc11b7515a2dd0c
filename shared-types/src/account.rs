//! Single-sign-on accounts and sessions.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Signs in.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The e-mail address of the account, as typed.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::required")),
        schema(example = "parent@example.tw")
    )]
    pub login: String,
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::required")),
        schema(example = "a long password of one's own")
    )]
    pub password: String,
}

/// Sets a new password. A session that was opened with the initial password need not repeat it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_password: Option<String>,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::password")))]
    pub new_password: String,
}

/// Uses the link of the approval mail instead of the initial password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ActivateAccount {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::required")))]
    pub token: String,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::password")))]
    pub new_password: String,
}

macro_rules! hide_in_debug {
    ($($type:ty),+) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("[redacted]")
            }
        }
    )+};
}
hide_in_debug!(SignIn, ChangePassword, ActivateAccount);

/// What an account may act as. One person can be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 家長
    Guardian,
    /// 導師
    HomeroomTeacher,
}

/// Somebody is signed in. The session itself travels in an HttpOnly cookie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Session {
    pub account: Account,
    /// True after the initial password: nothing else is possible before a new one is set [T][S][C].
    pub must_change_password: bool,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// The own account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Account {
    pub id: Uuid,
    pub name: String,
    /// The sign-in name.
    pub email: String,
    pub roles: Vec<Role>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account {{ id: {}, .. }}", self.id)
    }
}
