//! 個資法 art. 3: a copy of what is held about a person.

use crate::{
    account::{DeletionRequest, Role},
    application::{ApplicationEvent, ApplicationStatus},
    consent::ConsentRecord,
    language::Language,
    oauth::OauthGrant,
    objection::OwnObjection,
    relationship::Relationship,
    school::StudentSummary,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Where a copy of one's own data is downloaded, in the session that asked for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DataCopy {
    /// A path of this server.
    #[cfg_attr(feature = "server", schema(example = "/api/v1/accounts/me/data-copies/AAAAAGk…"))]
    pub address: String,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// Everything that is held about the owner of an account, in full, for that owner.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PersonalData {
    #[serde(with = "time::serde::rfc3339")]
    pub exported_at: OffsetDateTime,
    pub account: HeldAccount,
    /// Those of the last thirty days, the newest first.
    pub sessions: Vec<HeldSession>,
    /// Of the account and its ID number, the newest form first.
    pub applications: Vec<HeldApplication>,
    /// Answers to consent texts, the newest first.
    pub consent_records: Vec<HeldConsent>,
    /// Those that have ended, too; the oldest first.
    pub bindings: Vec<HeldBinding>,
    /// What the owner objected to, the newest first.
    #[serde(default)]
    pub objections: Vec<OwnObjection>,
    /// Services that the owner allowed something, the newest first.
    #[serde(default)]
    pub oauth_grants: Vec<OauthGrant>,
    pub deletion_requests: Vec<DeletionRequest>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct HeldAccount {
    pub id: Uuid,
    pub name: String,
    /// What the owner wants to be called, where that is something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    #[cfg_attr(feature = "server", schema(example = "A123456789"))]
    pub national_id: String,
    pub email: String,
    /// Whether a code or a link that was sent there came back.
    pub email_is_proved: bool,
    pub mobile: String,
    pub sign_in_name: String,
    pub roles: Vec<Role>,
    #[serde(with = "time::serde::rfc3339")]
    pub opened_at: OffsetDateTime,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct HeldSession {
    /// The browser's or app's name for itself.
    pub client: String,
    #[serde(with = "time::serde::rfc3339")]
    pub signed_in_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Signed out before.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub ended_at: Option<OffsetDateTime>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct HeldApplication {
    pub id: Uuid,
    pub reference: String,
    pub status: ApplicationStatus,
    pub student: StudentSummary,
    pub relationship: Relationship,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_note: Option<String>,
    pub name: String,
    #[cfg_attr(feature = "server", schema(example = "A123456789"))]
    pub national_id: String,
    pub email: String,
    pub email_is_proved: bool,
    pub mobile: String,
    /// The language of the mails about it.
    pub language: Language,
    /// The answer that it rests on.
    pub consent_record_id: Uuid,
    pub history: Vec<ApplicationEvent>,
    /// One for every version that was sent.
    pub signatures: Vec<HeldSignature>,
}

/// What was signed with one version, and our signature over it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct HeldSignature {
    pub application_version: i32,
    #[serde(with = "time::serde::rfc3339")]
    pub signed_at: OffsetDateTime,
    /// False when what is kept isn't what was signed, or can't be read any more.
    pub is_as_signed: bool,
    /// JSON, byte for byte as we signed it: the strokes or the typed name, the fingerprints of the answers and of the
    /// consent text, and how the signer had come in. Missing when it can't be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Ed25519 over the evidence, in Base64.
    pub server_signature: String,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct HeldConsent {
    pub record: ConsentRecord,
    /// The address or number that was verified when the answer was given.
    pub address: String,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct HeldBinding {
    pub id: Uuid,
    /// Whole while the binding lasts, masked after it.
    pub student_name: String,
    pub relationship: Relationship,
    #[serde(with = "time::serde::rfc3339")]
    pub bound_at: OffsetDateTime,
    /// 受託照顧: when a carer's ends by itself; absent for guardians.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub ends_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub ended_at: Option<OffsetDateTime>,
}

impl std::fmt::Debug for PersonalData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}
