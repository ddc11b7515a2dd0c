//! Errors to the caller: RFC 9457, one table from code to status. Nothing internal ever leaks: a
//! cause is logged under its trace id and answered as `internal` or `unavailable`.

use crate::{
    crypto::{HashError, SealedError},
    form_printer::PrintError,
    locale,
};
use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use kinbind_application_form::FormError;
use sea_orm::DbErr;
use shared_types::{
    language::Language,
    problem::{FieldCode, FieldError, Problem, ProblemCode},
};
use std::{borrow::Cow, fmt};

/// Seconds that a caller is asked to wait while a part is away.
const RETRY_AFTER_OUTAGE: u64 = 5;

/// What a handler fails with.
#[derive(Debug)]
pub struct ApiError {
    pub code: ProblemCode,
    errors: Vec<FieldError>,
    retry_after: Option<u64>,
    /// The `Allow` header of a 405.
    allow: Option<String>,
    /// For the log only.
    cause: Option<anyhow::Error>,
}

pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    pub fn new(code: ProblemCode) -> Self {
        Self { code, errors: Vec::new(), retry_after: None, allow: None, cause: None }
    }

    /// One wrong field, by its JSON pointer.
    pub fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::fields(vec![FieldError { pointer: pointer.into(), code }])
    }

    pub fn fields(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(ProblemCode::InvalidFields) }
    }

    /// The body as a whole is not of the documented shape.
    pub fn malformed(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(ProblemCode::MalformedBody) }
    }

    /// The problem concerns that field of the body.
    pub fn at(mut self, pointer: impl Into<String>, code: FieldCode) -> Self {
        self.errors.push(FieldError { pointer: pointer.into(), code });
        self
    }

    pub fn retry_after(code: ProblemCode, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(code) }
    }

    /// When it may be tried again.
    pub fn seconds_to_wait(&self) -> Option<u64> {
        self.retry_after
    }

    pub fn method_not_allowed(allow: String) -> Self {
        Self { allow: Some(allow), ..Self::new(ProblemCode::MethodNotAllowed) }
    }

    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ProblemCode::Internal) }
    }

    fn unavailable(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::retry_after(ProblemCode::Unavailable, RETRY_AFTER_OUTAGE) }
    }

    /// The answer, in the caller's language.
    pub fn response(&self, language: Language, trace_id: Option<String>) -> HttpResponse {
        let status = status_of(self.code);
        let problem = Problem {
            code: self.code,
            title: locale::text(language, &format!("problem.{}", self.code.code())).into(),
            status: status.as_u16(),
            errors: self.errors.clone(),
            trace_id,
            retry_after: self.retry_after,
        };
        let mut response = HttpResponse::build(status);
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 11.6.1; browsers ask nobody for a token.
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(methods) = &self.allow {
            response.insert_header((header::ALLOW, methods.as_str()));
        }
        let body = serde_json::to_string(&problem).expect("a problem is plain JSON");
        response
            .insert_header((header::CONTENT_LANGUAGE, language.tag()))
            .content_type("application/problem+json")
            .body(body)
    }

    /// The same for the caller, after the cause was logged.
    pub fn without_cause(&self) -> Self {
        let (errors, allow) = (self.errors.clone(), self.allow.clone());
        Self { code: self.code, errors, retry_after: self.retry_after, allow, cause: None }
    }

    pub fn field_errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// For operators: the code and, where there is one, the cause.
    pub fn in_words(&self) -> String {
        self.cause.as_ref().map_or_else(|| self.to_string(), |cause| format!("{self}: {cause:#}"))
    }

    pub fn cause(&self) -> Option<&anyhow::Error> {
        self.cause.as_ref()
    }
}

/// The one table of statuses.
pub fn status_of(code: ProblemCode) -> StatusCode {
    use ProblemCode as P;
    match code {
        P::MalformedBody | P::MalformedParameter => StatusCode::BAD_REQUEST,
        P::NotSignedIn | P::WrongCredentials => StatusCode::UNAUTHORIZED,
        P::NotAllowed | P::CrossSiteWrite | P::PasswordChangeRequired => StatusCode::FORBIDDEN,
        P::NotFound | P::StudentNotFound => StatusCode::NOT_FOUND,
        P::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        P::AlreadyApplied
        | P::ParentPlacesFull
        | P::PaperMissing
        | P::Stale
        | P::WrongState
        | P::ConsentOutdated
        | P::ObjectionOpen
        | P::SecondPersonNeeded => StatusCode::CONFLICT,
        P::CodeExpired | P::CodeUsedUp | P::LinkExpired | P::UndoExpired => StatusCode::GONE,
        P::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        P::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        P::InvalidFields | P::WrongCode => StatusCode::UNPROCESSABLE_ENTITY,
        P::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        P::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        P::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.code())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        status_of(self.code)
    }

    /// Replaced by the middleware that knows language and trace id (`http::trace`).
    fn error_response(&self) -> HttpResponse {
        self.response(Language::default(), None)
    }
}

impl From<ProblemCode> for ApiError {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        if is_outage(&error) { Self::unavailable(error) } else { Self::internal(error) }
    }
}

impl From<HashError> for ApiError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::unavailable(error),
            HashError::Damaged => Self::internal(error),
        }
    }
}

impl From<PrintError> for ApiError {
    fn from(error: PrintError) -> Self {
        match error {
            PrintError::Busy | PrintError::Form(FormError::NoFonts(_)) => Self::unavailable(error),
            PrintError::Form(FormError::Template(_)) | PrintError::Panicked => Self::internal(error),
        }
    }
}

impl From<SealedError> for ApiError {
    fn from(error: SealedError) -> Self {
        Self::internal(error)
    }
}

/// Whether the database is away, full or overrun, so that trying again makes sense.
fn is_outage(error: &DbErr) -> bool {
    use sea_orm::{RuntimeErr, sqlx};
    let (DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))) = error else {
        // Whatever the reason: without a connection nothing can be done now.
        return matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_));
    };
    match &**inner {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => true,
        sqlx::Error::Database(database) => {
            // SQLite's primary codes busy, locked, readonly, ioerr, full; PostgreSQL's classes 08
            // (connection), 40 (deadlock), 53 (resources), 57 (shutting down).
            let code = database.code().unwrap_or(Cow::Borrowed(""));
            match code.parse::<u32>() {
                Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 8 | 10 | 13),
                _ => ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class)),
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_says_its_status_in_its_documentation() {
        // The wire documentation of ProblemCode begins with the status; the table must agree.
        let source = include_str!("../../shared-types/src/problem.rs");
        let mut documented = 0;
        for line in source.lines().map(str::trim) {
            if let Some(number) = line.strip_prefix("/// ").and_then(|l| l.get(..3)).and_then(|n| n.parse::<u16>().ok())
            {
                documented += 1;
                let code = ProblemCode::ALL[documented - 1];
                assert_eq!(status_of(code).as_u16(), number, "{}", code.code());
            }
        }
        assert_eq!(documented, ProblemCode::ALL.len());
    }
}
