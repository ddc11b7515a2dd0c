//! Single-sign-on accounts and sessions.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Signs in.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The e-mail address or the mobile number of the account, as typed.
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
hide_in_debug!(
    SignIn,
    ChangePassword,
    ActivateAccount,
    LookUpAccount,
    ConfirmEmail,
    ChangeName,
    ChangeContact,
    ConfirmPassword
);

/// 家長身分證字號「驗證」 of step 4 [C]: whether the person has an account already.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct LookUpAccount {
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::national_id")),
        schema(example = "A123456789")
    )]
    pub national_id: String,
}

/// What a look-up of an account answers: the same shape whether there is one or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AccountLookup {
    /// The account that an application with this ID number will be bound to.
    pub account: Option<KnownAccount>,
}

/// An account as shown to somebody who hasn't signed in to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct KnownAccount {
    #[cfg_attr(feature = "server", schema(example = "王○明"))]
    pub name_masked: String,
    #[cfg_attr(feature = "server", schema(example = "p***@example.tw"))]
    pub email_masked: String,
    #[cfg_attr(feature = "server", schema(example = "09******78"))]
    pub mobile_masked: String,
}

/// Uses the link that was mailed to an application's address.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ConfirmEmail {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::required")))]
    pub token: String,
}

/// The own account in full, for its signed-in owner.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OwnAccount {
    pub id: Uuid,
    pub name: String,
    #[cfg_attr(feature = "server", schema(example = "A12****789"))]
    pub national_id_masked: String,
    pub email: String,
    pub mobile: String,
    /// What is typed to sign in: the e-mail address, or the mobile number where another person's account has the
    /// address already.
    pub sign_in_name: String,
    pub roles: Vec<Role>,
}

/// 顯示名稱
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ChangeName {
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::name")))]
    pub name: String,
}

/// Takes the address or number that a code of the purpose `contact_change` went to as the account's own.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ChangeContact {
    /// From `POST /contact-verifications`.
    pub verification_id: Uuid,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::code")))]
    pub code: String,
    #[cfg_attr(feature = "server", validate(custom(function = "crate::check::server::required")))]
    pub current_password: String,
}

/// The password once more, before something that a stolen session must not do.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ConfirmPassword {
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::required")),
        schema(example = "a long password of one's own")
    )]
    pub current_password: String,
}

/// Where the own account is signed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SignedInSession {
    pub id: Uuid,
    /// The session that asks.
    pub is_current: bool,
    /// The browser's or app's name for itself.
    pub client: String,
    #[serde(with = "time::serde::rfc3339")]
    pub signed_in_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// 請求刪除個人資料 (個資法 art. 3): answered by people, within thirty days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DeletionRequest {
    pub id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub requested_at: OffsetDateTime,
    /// By then it is answered.
    #[serde(with = "time::serde::rfc3339")]
    pub due_at: OffsetDateTime,
}

/// What an account may act as. One person can be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 家長
    Guardian,
    /// 導師, 代理導師 too.
    HomeroomTeacher,
    /// 註冊組 of one or more schools.
    Registrar,
    /// 教育局承辦人: publishes consent texts, grants roles.
    BureauOfficer,
    /// 保護專責人員
    ProtectionOfficer,
    /// 稽核: reads and changes nothing.
    Auditor,
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
    pub email: String,
    pub roles: Vec<Role>,
}

macro_rules! show_id_alone {
    ($($type:ident),+) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($type), " {{ id: {}, .. }}"), self.id)
            }
        }
    )+};
}
show_id_alone!(Account, OwnAccount);
