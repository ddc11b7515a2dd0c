//! Signing in elsewhere through us: clients, what people allow them, and what they are told.

use crate::{language::Language, relationship::Relationship};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

codes! {
    /// What a client may ask for.
    Scope {
        /// Signing in: the subject, by which the client knows the person.
        OpenId = "openid",
        /// The name and the language.
        Profile = "profile",
        Email = "email",
        Phone = "phone",
        /// The children bound to the person: name, school, class, relationship.
        Children = "children",
        /// The person's own applications and where they stand.
        Applications = "applications",
        /// Staying signed in after the browser was signed out.
        OfflineAccess = "offline_access",
        /// A machine's: the children of people who allowed `children` to a client of its sector.
        BindingsRead = "bindings.read",
    }
}

impl Scope {
    /// Whether it is a machine's own, and no person's to give.
    pub fn is_of_machines(self) -> bool {
        self == Self::BindingsRead
    }
}

codes! {
    /// What a client is.
    ClientKind {
        /// A server, which can keep a secret.
        Confidential = "confidential",
        /// An app on people's devices, which can't.
        Public = "public",
        /// Nobody signs in to it: it acts for itself.
        Machine = "machine",
    }
}

codes! {
    /// How a client proves itself at the token endpoint (OpenID Connect Core 9).
    ClientAuthMethod {
        None = "none",
        ClientSecretBasic = "client_secret_basic",
        ClientSecretPost = "client_secret_post",
        PrivateKeyJwt = "private_key_jwt",
    }
}

impl ClientAuthMethod {
    pub fn has_secret(self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretPost)
    }
}

codes! {
    /// What tokens are signed with (RFC 7518).
    TokenAlgorithm {
        Es256 = "ES256",
        /// For clients that know no other.
        Rs256 = "RS256",
    }
}

/// What a client is called in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientName {
    pub language: Language,
    #[cfg_attr(feature = "server", schema(example = "酷課APP"))]
    pub name: String,
}

/// What of a client can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientSettings {
    /// Chinese among them.
    pub names: Vec<ClientName>,
    /// Compared letter by letter. `https`; for apps also a scheme of their own (`tw.edu.app:/cb`), or
    /// `http://127.0.0.1/cb` on any port.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where the client is told that somebody signed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    pub scopes: Vec<Scope>,
    /// Public keys for `private_key_jwt`: a JSON Web Key Set as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<String>,
    /// What ID tokens for this client are signed with.
    pub id_token_algorithm: TokenAlgorithm,
}

/// Registers a client.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct RegisterClient {
    pub kind: ClientKind,
    pub auth_method: ClientAuthMethod,
    /// Clients of one sector know a person by the same subject. A host; that of the redirect URIs where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "pay.taipei.example"))]
    pub sector: Option<String>,
    pub settings: ClientSettings,
}

/// Changes a client as a whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ChangeClient {
    /// As it was read: whoever changes what was changed meanwhile gets `stale`.
    pub version: u32,
    pub settings: ClientSettings,
}

/// A client, as the bureau sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OauthClient {
    /// The `client_id`.
    pub id: Uuid,
    pub version: u32,
    pub kind: ClientKind,
    pub auth_method: ClientAuthMethod,
    pub sector: String,
    pub settings: ClientSettings,
    /// Those that work, the newest first.
    pub secrets: Vec<ClientSecret>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub disabled_at: Option<OffsetDateTime>,
}

/// That there is a secret; the secret itself isn't kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ClientSecret {
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Once another has taken its place.
    #[serde(with = "time::serde::rfc3339::option", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, format = DateTime))]
    pub expires_at: Option<OffsetDateTime>,
}

/// A client with its new secret, which is shown this once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct IssuedClient {
    pub client: OauthClient,
    /// Absent for clients without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

/// What a service asks the signed-in person for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AuthorizationRequest {
    pub client_id: Uuid,
    /// In the caller's language.
    pub client_name: String,
    /// Where the answer goes: a host, or an app's own scheme.
    #[cfg_attr(feature = "server", schema(example = "pay.taipei.example"))]
    pub redirect_host: String,
    pub scopes: Vec<Scope>,
    /// Those of them that the person has allowed before.
    pub allowed_before: Vec<Scope>,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// What the sign-in page shows somebody whom a service sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SignInContext {
    pub client_name: String,
    /// What the service believes the person signs in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// In which the service wants the person spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

codes! {
    /// The person's answer.
    AuthorizationAnswer {
        Allow = "allow",
        Deny = "deny",
    }
}

/// Answers an authorization request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct DecideAuthorization {
    pub answer: AuthorizationAnswer,
}

/// Where the browser goes now.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AuthorizationRedirect {
    pub redirect_to: String,
}

/// A service that the person allowed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OauthGrant {
    pub id: Uuid,
    pub client_id: Uuid,
    pub client_name: String,
    pub scopes: Vec<Scope>,
    #[serde(with = "time::serde::rfc3339")]
    pub granted_at: OffsetDateTime,
}

/// A bound child, as a service that was allowed to know sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ChildClaim {
    /// The same for every client of the sector and at every school, and another elsewhere.
    pub id: String,
    pub name: String,
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub school_code: String,
    pub school_name: String,
    pub class_name: String,
    pub relationship: Relationship,
}

impl std::fmt::Debug for SignInContext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl std::fmt::Debug for IssuedClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}
