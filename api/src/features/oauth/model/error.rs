/// An error as OAuth tells it: a code of RFC 6749 4.1.2.1 or 5.2, OpenID Connect Core 3.1.2.6, RFC 6750 or RFC 7009, and
/// words for whoever programs the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct OauthError {
    pub code: &'static str,
    pub description: &'static str,
}

macro_rules! errors {
    ($($name:ident),+) => {$(
        pub const fn $name(description: &'static str) -> Self {
            Self { code: stringify!($name), description }
        }
    )+};
}

impl OauthError {
    errors!(
        invalid_request,
        invalid_client,
        invalid_grant,
        invalid_scope,
        unauthorized_client,
        unsupported_grant_type,
        unsupported_response_type,
        request_not_supported,
        access_denied,
        login_required,
        consent_required,
        invalid_token,
        insufficient_scope,
        server_error,
        temporarily_unavailable
    );
}
