//! Errors as both sides know them: RFC 9457 problem documents with stable codes.
//!
//! The words for a code live in `locales/<language>.json` under `problem.<code>` and
//! `field.<code>`; the API puts them into `title`, the browser shows the same.

use serde::{Deserialize, Serialize};

codes! {
    /// What went wrong with a request as a whole.
    ProblemCode {
        /// 400: not JSON, or not of the documented shape; `errors` says where.
        MalformedBody = "malformed_body",
        /// 400: a path or query parameter is not of the documented shape.
        MalformedParameter = "malformed_parameter",
        /// 401: no session, or it has ended.
        NotSignedIn = "not_signed_in",
        /// 401: name and password don't belong together; the same answer for an unknown name.
        WrongCredentials = "wrong_credentials",
        /// 403: signed in, but not as somebody who may do this.
        NotAllowed = "not_allowed",
        /// 403: a write that doesn't come from Kinbind's own pages.
        CrossSiteWrite = "cross_site_write",
        /// 403: the initial password only serves to set a new one.
        PasswordChangeRequired = "password_change_required",
        /// 404: absent, or not yours.
        NotFound = "not_found",
        /// 404: no such child at that school; never says which part didn't fit.
        StudentNotFound = "student_not_found",
        /// 405
        MethodNotAllowed = "method_not_allowed",
        /// 409: this parent has a binding or an open application for this child.
        AlreadyApplied = "already_applied",
        /// 409: both parent places of the child are taken.
        ParentPlacesFull = "parent_places_full",
        /// 409: the school wants the signed paper back first.
        PaperMissing = "paper_missing",
        /// 409: somebody changed it meanwhile.
        Stale = "stale",
        /// 409: the step isn't possible in the present state.
        WrongState = "wrong_state",
        /// 409: the consent text was replaced by a newer version meanwhile.
        ConsentOutdated = "consent_outdated",
        /// 409: a guardian of the child objects to it, and the school's registrar hasn't settled that.
        ObjectionOpen = "objection_open",
        /// 409: nobody decides alone about what they asked for, or what concerns themselves.
        SecondPersonNeeded = "second_person_needed",
        /// 410: the code's hour is over, or a newer one was sent.
        CodeExpired = "code_expired",
        /// 410: five wrong tries, or used already.
        CodeUsedUp = "code_used_up",
        /// 410: the link was used, replaced, or is too old.
        LinkExpired = "link_expired",
        /// 410: the minutes in which a decision can be taken back are over.
        UndoExpired = "undo_expired",
        /// 413
        BodyTooLarge = "body_too_large",
        /// 415
        UnsupportedMediaType = "unsupported_media_type",
        /// 422: fields break a rule; `errors` names each.
        InvalidFields = "invalid_fields",
        /// 422: not the code that was sent.
        WrongCode = "wrong_code",
        /// 429: asked too often; `Retry-After` says when to come back.
        TooManyRequests = "too_many_requests",
        /// 500: our fault; `trace_id` finds it in the log.
        Internal = "internal",
        /// 503: busy or a part is away; `Retry-After` says when to come back.
        Unavailable = "unavailable",
    }
}

codes! {
    /// What is wrong with one field.
    FieldCode {
        /// Nothing was given.
        Required = "required",
        TooLong = "too_long",
        TooShort = "too_short",
        TooMany = "too_many",
        /// Not of the expected form.
        Format = "format",
        /// Of the right form, but a character must be mistyped.
        Checksum = "checksum",
        /// Not an e-mail address.
        Email = "email",
        /// Not a Taiwanese mobile number.
        Mobile = "mobile",
        /// A character that no other machine would show.
        Character = "character",
        /// The same child twice in one form.
        Duplicate = "duplicate",
        /// The parent's own ID is the child's.
        SamePerson = "same_person",
        /// Another ID number than that of the account that is signed in.
        NotOwn = "not_own",
        /// A typed signature that isn't the signer's name.
        OtherName = "other_name",
        /// A password that holds the own ID, phone, e-mail or name.
        Personal = "personal",
        /// A password that everybody tries first.
        Common = "common",
        /// Not the password in force.
        WrongPassword = "wrong_password",
        /// The look-up ended with its session; the child has to be looked up again.
        LookupExpired = "lookup_expired",
        /// Nobody and nothing is known by what was given.
        NotFound = "not_found",
        /// A day that is over, or before the day that it follows.
        TooEarly = "too_early",
        /// Documented, but not offered by this installation.
        NotOffered = "not_offered",
        /// A field that isn't documented.
        Unknown = "unknown",
        /// Another JSON type than documented, or a word outside a closed list.
        Type = "type",
    }
}

/// An RFC 9457 problem document (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Stable, to program against.
    pub code: ProblemCode,
    /// Fit to show, in the language that `Accept-Language` asked for.
    pub title: String,
    pub status: u16,
    /// Field errors; empty for problems that concern no field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Finds the request in the operator's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// Seconds until another try makes sense; the same as the `Retry-After` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// RFC 6901 JSON Pointer into the request body.
    #[cfg_attr(feature = "server", schema(example = "/applicant/national_id"))]
    pub pointer: String,
    pub code: FieldCode,
}
