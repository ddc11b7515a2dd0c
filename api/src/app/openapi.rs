//! What every operation shares in the OpenAPI document, added in one place: who we are, security
//! schemes, and the problems that any operation of its kind can answer with.

use crate::app::BASE;
use shared_types::{
    oauth::Scope,
    problem::Problem,
    review::{ReviewSort, ReviewState},
};
use utoipa::openapi::{
    Components, Content, Header, Info, License, Object, OpenApi, Ref, RefOr, Response, Server, Type,
    path::{HttpMethod, Operation, Parameter, ParameterIn},
    security::{
        ApiKey, ApiKeyValue, AuthorizationCode, ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes,
        SecurityScheme,
    },
    tag::TagBuilder,
};

const DESCRIPTION: &str = "\
Binding parents to their children (親子綁定) behind one account. Errors are RFC 9457 problem documents with a stable \
`code`; each operation lists the codes it answers with. Times are RFC 3339 in UTC. Writes need an `Origin` (or \
`Sec-Fetch-Site: same-origin`) of Kinbind's own address.";

/// Of every answer to an operation that has limits, those of success too.
const LIMIT_HEADERS: [(&str, &str); 2] = [
    ("RateLimit-Policy", "Each limit by name: `q` hits in `w` seconds. Answers of success carry it as well."),
    ("RateLimit", "Of each limit: `r` hits are left, `t` seconds until it begins anew."),
];

const TAGS: [(&str, &str); 23] = [
    ("contact-verifications", "Step 1 取得驗證碼登入: a one-time code opens an applicant session."),
    ("schools", "The schools of the city."),
    ("students", "Looking up one's child, without a listing; what its school changes."),
    ("consent-documents", "Step 3 同意個資使用聲明: the texts."),
    ("consent-records", "Dated answers to a consent text."),
    ("binding-applications", "What parents send, correct and cancel."),
    ("classes", "The homeroom teacher's classes and grid."),
    ("review-decisions", "通過 and 退回, in batches."),
    ("mail-deliveries", "Whether mails about applications arrived."),
    ("census", "全面普查: how far the city has got, for the bureau."),
    ("binding-objections", "異議: guardians are told of others who apply for their child, and can object."),
    ("protective-seals", "保護個案: children whose guardians and applications only the protection desk sees."),
    ("carer-delegations", "委託照顧: children who are entrusted to a carer for a time, by the bureau."),
    ("duplicate-persons", "一人兩筆: who may be known twice, and who it is."),
    ("policies", "全市政策: what the bureau decides for the whole city."),
    ("staff-roles", "Who may act as what, by the bureau."),
    ("homeroom-assignments", "導師 and 代理導師 of a school's classes, by its registrar."),
    ("roster-imports", "學籍匯入: a school's list of children, checked before it is carried out."),
    ("oauth-clients", "Services that sign people in through us, and machines, by the bureau."),
    ("oauth-grants", "What people allow those services."),
    ("audit-events", "Who did what and saw what."),
    ("sessions", "Signing in and out."),
    ("accounts", "The own account."),
];

/// Completes what the routes said.
pub(super) fn finish(mut document: OpenApi) -> OpenApi {
    let mut info = Info::new("Kinbind API", env!("CARGO_PKG_VERSION"));
    info.description = Some(DESCRIPTION.into());
    let mut license = License::new("MIT OR Apache-2.0");
    license.identifier = Some("MIT OR Apache-2.0".into());
    info.license = Some(license);
    document.info = info;
    document.servers = Some(vec![Server::new("/")]);
    let more = [("bindings", "Bound children."), ("operations", "About this installation.")];
    let tags = TAGS.iter().chain(&more);
    document.tags =
        Some(tags.map(|(name, text)| TagBuilder::new().name(*name).description(Some(*text)).build()).collect());
    add_schemas(document.components.get_or_insert_with(Components::new));
    for (path, item) in &mut document.paths.paths {
        for method in [HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Delete] {
            let operation = match method {
                HttpMethod::Get => &mut item.get,
                HttpMethod::Post => &mut item.post,
                HttpMethod::Put => &mut item.put,
                _ => &mut item.delete,
            };
            if let Some(operation) = operation {
                complete(path, &method, operation);
            }
        }
    }
    drop_unused_schemas(&mut document);
    document
}

/// utoipa writes the items of a generic list in place and leaves their own schema unused.
fn drop_unused_schemas(document: &mut OpenApi) {
    let text = serde_json::to_string(document).expect("the document is plain JSON");
    if let Some(components) = &mut document.components {
        components.schemas.retain(|name, _| text.contains(&format!("\"#/components/schemas/{name}\"")));
    }
}

fn add_schemas(components: &mut Components) {
    use utoipa::{PartialSchema, ToSchema};
    macro_rules! add {
        ($($type:ty),+) => {$(
            let mut schemas = vec![(<$type>::name().into_owned(), <$type>::schema())];
            <$type>::schemas(&mut schemas);
            components.schemas.extend(schemas);
        )+};
    }
    // What no body names: answers to errors, and the words of query parameters.
    add!(Problem, ReviewState, ReviewSort);
    for (name, cookie, text) in [
        (
            "applicant_session",
            "kinbind_applicant",
            "After the one-time code. Over HTTPS its name begins with `__Host-`.",
        ),
        ("account_session", "kinbind_session", "After signing in. Over HTTPS its name begins with `__Host-`."),
    ] {
        let scheme = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(cookie, text)));
        components.security_schemes.insert(name.into(), RefOr::T(scheme));
    }
    add_token_schemes(components);
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The token that the operator gave to the mail service."))
        .build();
    components.security_schemes.insert("mail_service".into(), RefOr::T(SecurityScheme::Http(token)));
}

/// Tokens of `/oauth/token`; everything about it is in `/.well-known/openid-configuration`.
fn add_token_schemes(components: &mut Components) {
    let scopes = |of_machines: bool| {
        let named = Scope::ALL.into_iter().filter(move |scope| scope.is_of_machines() == of_machines);
        Scopes::from_iter(named.map(|scope| (scope.code(), "")))
    };
    let (authorize, token) = ("/oauth/authorize", "/oauth/token");
    let people = Flow::AuthorizationCode(AuthorizationCode::new(authorize, token, scopes(false)));
    let machines = Flow::ClientCredentials(ClientCredentials::new(token, scopes(true)));
    for (name, flow, text) in [
        ("access_token", people, "A service that somebody signed in to, with PKCE (S256)."),
        ("client_credentials", machines, "A machine, for itself."),
    ] {
        let scheme = SecurityScheme::OAuth2(OAuth2::with_description([flow], text));
        components.security_schemes.insert(name.into(), RefOr::T(scheme));
    }
}

fn complete(path: &str, method: &HttpMethod, operation: &mut Operation) {
    debug_assert!(path.starts_with(BASE));
    let mut problems: Vec<(&str, &str)> = Vec::new();
    let has_parameter = operation.parameters.iter().flatten().any(|parameter| {
        matches!(parameter, RefOr::T(Parameter { parameter_in: ParameterIn::Path | ParameterIn::Query, .. }))
    });
    if has_parameter {
        problems.push(("400", "`malformed_parameter`"));
    }
    if operation.request_body.is_some() {
        problems.extend([
            ("400", "`malformed_body`"),
            ("413", "`body_too_large`"),
            ("415", "`unsupported_media_type`"),
            ("422", "`invalid_fields`"),
        ]);
    }
    if !matches!(method, HttpMethod::Get) {
        problems.push(("403", "`cross_site_write`"));
    }
    match &operation.security {
        Some(_) => problems.push(("401", "`not_signed_in`")),
        // Said rather than left out: nobody need sign in.
        None => operation.security = Some(Vec::new()),
    }
    problems.extend([("500", "`internal`"), ("503", "`unavailable`")]);
    for (status, code) in problems {
        let response =
            operation.responses.responses.entry(status.into()).or_insert_with(|| RefOr::T(Response::new("")));
        if let RefOr::T(response) = response
            && !response.description.contains(code)
        {
            let before = std::mem::take(&mut response.description);
            response.description = if before.is_empty() { code.into() } else { format!("{code}, {before}") };
        }
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
        {
            if status == "429" {
                for (name, text) in LIMIT_HEADERS {
                    let mut header = Header::new(Object::with_type(Type::String));
                    header.description = Some(text.into());
                    response.headers.insert(name.into(), RefOr::T(header));
                }
            }
            let problem = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
            response.content.insert("application/problem+json".into(), RefOr::T(problem));
        }
    }
}
