//! 稽核紀錄: who did what, and who saw what.

use crate::account::Role;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

codes! {
    /// What happened.
    AuditAction {
        SignedIn = "signed_in",
        /// Name and password didn't belong together; what was typed isn't kept.
        SignInFailed = "sign_in_failed",
        SignedOut = "signed_out",
        /// A one-time code, or an account, opened an applicant session.
        ApplicantSessionOpened = "applicant_session_opened",
        PasswordChanged = "password_changed",
        PasswordLinkIssued = "password_link_issued",
        ContactChanged = "contact_changed",
        ConsentPublished = "consent_published",
        ConsentAnswered = "consent_answered",
        ConsentWithdrawn = "consent_withdrawn",
        ApplicationSubmitted = "application_submitted",
        ApplicationCorrected = "application_corrected",
        ApplicationCancelled = "application_cancelled",
        ApplicationApproved = "application_approved",
        ApplicationReturned = "application_returned",
        DecisionUndone = "decision_undone",
        /// The child was sealed before the school's approval was carried out.
        ApprovalHeld = "approval_held",
        /// The signed paper came back, or the tick was a mistake.
        PaperReturned = "paper_returned",
        PaperReturnTakenBack = "paper_return_taken_back",
        /// A mail that hadn't arrived was sent once more.
        MailSentAgain = "mail_sent_again",
        ApplicantReminded = "applicant_reminded",
        /// Somebody read the evidence beside an application.
        EvidenceRead = "evidence_read",
        /// Somebody took a class's applications along as a file.
        ApplicationsExported = "applications_exported",
        /// Somebody read a full ID and mobile number; `reason` says why.
        ApplicantUnmasked = "applicant_unmasked",
        AccountOpened = "account_opened",
        Bound = "bound",
        /// Of two accounts of one person, the one that stayed.
        AccountKept = "account_kept",
        /// Of two accounts of one person, the other.
        AccountClosed = "account_closed",
        AccountIdCorrected = "account_id_corrected",
        /// An account and a student with one ID number are one person, and both right.
        AccountFoundRight = "account_found_right",
        BindingEnded = "binding_ended",
        /// By the school or the bureau; the parent was told why.
        BindingRevoked = "binding_revoked",
        /// The same, before the approval had opened an account.
        ApprovalRevoked = "approval_revoked",
        /// 委託照顧
        DelegationRecorded = "delegation_recorded",
        /// Early, or with its last day.
        DelegationEnded = "delegation_ended",
        ObjectionRaised = "objection_raised",
        ObjectionDismissed = "objection_dismissed",
        /// The application was corrected and names somebody else.
        ObjectionLapsed = "objection_lapsed",
        ObjectionUpheld = "objection_upheld",
        RoleGranted = "role_granted",
        RoleEnded = "role_ended",
        HomeroomAssigned = "homeroom_assigned",
        HomeroomEnded = "homeroom_ended",
        RosterUploaded = "roster_uploaded",
        RosterImported = "roster_imported",
        SchoolSettingsChanged = "school_settings_changed",
        SchoolAdded = "school_added",
        SchoolChanged = "school_changed",
        SchoolClosed = "school_closed",
        SchoolReopened = "school_reopened",
        PoliciesDecided = "policies_decided",
        /// A protection officer looked for a child and who is bound to it, an officer of the bureau for one to be entrusted.
        ChildLookedUp = "child_looked_up",
        SealsRead = "seals_read",
        /// Somebody read what was sent for sealed children.
        ProtectionDeskRead = "protection_desk_read",
        ChildSealed = "child_sealed",
        SealLiftRequested = "seal_lift_requested",
        SealLiftWithdrawn = "seal_lift_withdrawn",
        SealLifted = "seal_lifted",
        /// A school released one child.
        StudentDeparted = "student_departed",
        GuardianPlacesSet = "guardian_places_set",
        DataCopied = "data_copied",
        DeletionRequested = "deletion_requested",
        DeletionWithdrawn = "deletion_withdrawn",
        DeletionDeclined = "deletion_declined",
        DeletionCarriedOut = "deletion_carried_out",
        /// An auditor looked for somebody's account, to find what that person did.
        AccountLookedUp = "account_looked_up",
        /// A service that may sign people in, or a machine.
        ClientRegistered = "client_registered",
        ClientChanged = "client_changed",
        ClientSecretIssued = "client_secret_issued",
        ClientDisabled = "client_disabled",
        SigningKeyMade = "signing_key_made",
        /// Somebody allowed a service to know something.
        GrantGiven = "grant_given",
        GrantRevoked = "grant_revoked",
        /// A code or refresh token came a second time: whatever came of it has ended.
        TokenReplayed = "token_replayed",
        /// The audit trail was searched; `note` says for what.
        AuditRead = "audit_read",
    }
}

codes! {
    /// On whose part something happened.
    AuditActor {
        /// Somebody signed in.
        Account = "account",
        /// Somebody with a one-time code.
        Applicant = "applicant",
        /// Somebody at the command line.
        Operator = "operator",
        /// Kinbind itself: a job.
        System = "system",
        /// Nobody who is known.
        Unknown = "unknown",
    }
}

codes! {
    /// What something happened to.
    AuditSubject {
        Account = "account",
        Application = "application",
        ApplicantSession = "applicant_session",
        Binding = "binding",
        ConsentRecord = "consent_record",
        ConsentDocument = "consent_document",
        StaffRole = "staff_role",
        HomeroomAssignment = "homeroom_assignment",
        DeletionRequest = "deletion_request",
        Student = "student",
        ProtectiveSeal = "protective_seal",
        CarerDelegation = "carer_delegation",
        RosterImport = "roster_import",
        Class = "class",
        OauthClient = "oauth_client",
        OauthGrant = "oauth_grant",
        SigningKey = "signing_key",
    }
}

codes! {
    /// Why a reviewer needs the full numbers.
    UnmaskingReason {
        /// 核對紙本或證件
        ComparePapers = "compare_papers",
        /// 聯絡申請人
        ContactApplicant = "contact_applicant",
        /// 身分有疑義
        IdentityDoubt = "identity_doubt",
        /// 處理陳情或更正
        Complaint = "complaint",
        /// 其他: a note says what.
        Other = "other",
    }
}

/// An event of the audit trail. Holds ids and codes, nobody's data; names are of today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    pub id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub occurred_at: OffsetDateTime,
    pub actor: AuditActor,
    /// The account or applicant session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<Uuid>,
    /// The account's, unless its owner has had all data deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    /// What the actor acted as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    pub action: AuditAction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<AuditSubject>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub school_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<UnmaskingReason>,
    /// What was written to that reason, which goes with the applicant's data; or what the trail was searched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Finds the request in the operator's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// Its place in the chain; absent for the seconds until it is linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
}

/// A part of the trail, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AuditPage {
    pub items: Vec<AuditEvent>,
    /// To be sent as `cursor` for what came before; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<Uuid>,
}

/// Names somebody whose acts are searched for.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct LookUpActor {
    /// What the person signs in with, or the person's ID number.
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::required")),
        schema(example = "lin@school.example.tw")
    )]
    pub person: String,
}

/// Whom that name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct FoundActor {
    /// Finds what the account did: `actor_id` of `GET /audit-events`.
    pub actor_id: Uuid,
}

/// Asks for the full numbers of an applicant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[cfg_attr(
    feature = "server",
    validate(schema(function = "crate::check::server::unmasking", skip_on_field_errors = false))
)]
#[serde(deny_unknown_fields)]
pub struct Unmask {
    pub reason: UnmaskingReason,
    /// Needed for `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The full numbers, not to be kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Unmasked {
    #[cfg_attr(feature = "server", schema(example = "A123456789"))]
    pub national_id: String,
    #[cfg_attr(feature = "server", schema(example = "0912345678"))]
    pub mobile: String,
}

impl std::fmt::Debug for LookUpActor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl std::fmt::Debug for Unmasked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}
