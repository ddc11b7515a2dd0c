//! The endpoints that OAuth 2 and OpenID Connect name.

use super::answer::{credentials, error, form, form_or_query, json_of, told};
use crate::{
    crypto::SessionKind,
    features::oauth::{
        authorize as authorizing, discovery as discovering, exchange, introspect as looking, keys,
        logout as signing_out,
        model::{OauthError, with_parameters},
    },
    http::{
        authority::{PasswordHolder, bearer_token},
        client_ip::client_network,
        cookies, language_of,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, LOCATION},
    },
    web,
};
use shared_types::problem::ProblemCode;

type AppState = web::Data<State>;

/// What anybody may read from anywhere, for as long as a new key is published before it signs.
fn public(body: impl serde::Serialize) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "public, max-age=3600")).insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    response.json(body)
}

/// `GET /.well-known/openid-configuration`: anyone.
pub(in super::super) async fn discovery(state: AppState) -> HttpResponse {
    public(discovering::document(&state))
}

/// `GET /oauth/jwks`: anyone.
pub(in super::super) async fn jwks(state: AppState) -> HttpResponse {
    match keys::published(&state).await {
        Ok(keys) => public(keys),
        Err(fault) => error(fault.into()),
    }
}

/// Who is signed in in this browser, if anybody.
fn whoever(holder: ApiResult<PasswordHolder>) -> ApiResult<Option<PasswordHolder>> {
    match holder {
        Ok(holder) => Ok(Some(holder)),
        Err(error) if error.code == ProblemCode::NotSignedIn => Ok(None),
        Err(error) => Err(error),
    }
}

/// After a form the browser must go on with `GET` (RFC 9700 4.12).
fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}

/// What can't be told to the client is told to the person, on a page of ours.
fn page_of(state: &State, error: OauthError) -> HttpResponse {
    see_other(&with_parameters(&state.page_url("/consent-request"), &[("error", Some(error.code))]))
}

/// `GET|POST /oauth/authorize`: a browser (RFC 6749 3.1, OpenID Connect Core 3.1.2).
pub(in super::super) async fn authorize(
    state: AppState,
    request: HttpRequest,
    holder: ApiResult<PasswordHolder>,
    body: web::Bytes,
) -> ApiResult<HttpResponse> {
    let holder = whoever(holder)?;
    let asked = match form_or_query(&request, &body) {
        Ok(asked) => asked,
        Err(error) => return Ok(page_of(&state, error)),
    };
    let went =
        authorizing::authorize(&state, &asked, holder.as_ref(), language_of(&request), &client_network(&request)).await;
    Ok(match went {
        Ok(location) => see_other(&location),
        Err(failure) => page_of(&state, told(failure)),
    })
}

/// `POST /oauth/par`: a client (RFC 9126).
pub(in super::super) async fn push(state: AppState, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let asked = match form(&request, &body) {
        Ok(asked) => asked,
        Err(wrong) => return error(wrong.into()),
    };
    let mut response =
        json_of(authorizing::push(&state, &credentials(&request, &asked), &client_network(&request)).await);
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::CREATED;
    }
    response
}

/// `POST /oauth/token`: a client (RFC 6749 3.2).
pub(in super::super) async fn token(state: AppState, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    match form(&request, &body) {
        Ok(asked) => json_of(exchange::token(&state, &credentials(&request, &asked)).await),
        Err(wrong) => error(wrong.into()),
    }
}

/// `POST /oauth/revoke`: the client whose token it is (RFC 7009).
pub(in super::super) async fn revoke(state: AppState, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    match form(&request, &body) {
        Ok(asked) => match looking::revoke(&state, &credentials(&request, &asked)).await {
            Ok(()) => HttpResponse::Ok().finish(),
            Err(failure) => error(failure),
        },
        Err(wrong) => error(wrong.into()),
    }
}

/// `POST /oauth/introspect`: the client whose token it is, if it can prove itself (RFC 7662).
pub(in super::super) async fn introspect(state: AppState, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    match form(&request, &body) {
        Ok(asked) => json_of(looking::introspect(&state, &credentials(&request, &asked)).await),
        Err(wrong) => error(wrong.into()),
    }
}

/// `GET|POST /oauth/userinfo`: a client with an access token (OpenID Connect Core 5.3).
pub(in super::super) async fn userinfo(state: AppState, request: HttpRequest) -> HttpResponse {
    let missing = OauthError::invalid_token("there is no access token");
    match bearer_token(&request) {
        Some(token) => json_of(looking::userinfo(&state, &token).await),
        None => error(missing.into()),
    }
}

/// `GET|POST /oauth/logout`: a browser (OpenID Connect RP-Initiated Logout 2).
pub(in super::super) async fn logout(
    state: AppState,
    request: HttpRequest,
    holder: ApiResult<PasswordHolder>,
    body: web::Bytes,
) -> ApiResult<HttpResponse> {
    let holder = whoever(holder)?;
    let asked = match form_or_query(&request, &body) {
        Ok(asked) => asked,
        Err(error) => return Ok(page_of(&state, error)),
    };
    Ok(match signing_out::sign_out(&state, &asked, holder.as_ref()).await {
        Ok(out) => {
            let mut response = see_other(&out.location);
            if out.has_ended {
                let cookie = cookies::removal_cookie(&state, SessionKind::Account);
                response.add_cookie(&cookie).expect("a name of ours is a cookie's");
            }
            response
        }
        Err(failure) => page_of(&state, told(failure)),
    })
}
