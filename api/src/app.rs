//! Builds the App from State: `main`, every test and the OpenAPI document use this one function.

mod method_not_allowed;
mod openapi;

use crate::{
    features::{
        account, audit, binding, census, consent, contact_verification, delegation, duplicate, mail_delivery, oauth,
        objection, operations, personal_data, policy, protection, review, roster, school_register, school_settings,
        staff,
    },
    http::{assets, headers, origin::require_own_origin, trace::trace},
    problem::ApiError,
    state::State,
};
use actix_web::{
    App, Error, HttpServer,
    body::MessageBody,
    dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::from_fn,
    web,
};
use anyhow::{Context, Result};
use shared_types::problem::ProblemCode;
use std::{net::TcpListener, sync::Arc, time::Duration};
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

/// Where the API begins.
pub const BASE: &str = "/api/v1";

fn slices(config: &mut ServiceConfig) {
    contact_verification::configure(config);
    roster::configure(config);
    consent::configure(config);
    binding::configure(config);
    review::configure(config);
    account::configure(config);
    staff::configure(config);
    school_settings::configure(config);
    school_register::configure(config);
    policy::configure(config);
    mail_delivery::configure(config);
    census::configure(config);
    oauth::configure(config);
    objection::configure(config);
    delegation::configure(config);
    duplicate::configure(config);
    protection::configure(config);
    audit::configure(config);
    personal_data::configure(config);
    operations::configure(config);
}

/// The API's document, from the very routes that are served.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, collected) = App::new().into_utoipa_app().service(scope::scope(BASE).configure(slices)).split_for_parts();
    openapi::finish(collected)
}

/// The whole application.
pub fn build(
    state: State,
    document: Arc<utoipa::openapi::OpenApi>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let https = state.config.server.is_https();
    let document = web::Data::from(document);
    let api = scope::scope(BASE)
        .wrap(from_fn(require_own_origin))
        .configure(slices)
        .default_service(web::to(method_not_allowed::answer));
    let (app, _) = App::new()
        .app_data(web::Data::new(state))
        .app_data(document)
        .app_data(
            web::PathConfig::default().error_handler(|_, _| ApiError::new(ProblemCode::MalformedParameter).into()),
        )
        .into_utoipa_app()
        .service(api)
        .split_for_parts();
    app.configure(operations::configure_plain)
        .configure(oauth::configure_plain)
        .default_service(web::to(assets::serve))
        .wrap(from_fn(trace))
        // Outermost: problems get them as well.
        .wrap(headers::security_headers(https))
}

/// Serves on a bound listener until it is stopped.
///
/// # Errors
/// When the listener can't be used.
pub fn serve(state: State, listener: TcpListener) -> Result<Server> {
    operations::install_recorder()?;
    let document = Arc::new(openapi());
    let (workers, shutdown) = (state.config.server.http_workers, state.config.server.shutdown_seconds);
    let mut server = HttpServer::new(move || build(state.clone(), document.clone()))
        .shutdown_timeout(shutdown)
        .client_request_timeout(Duration::from_secs(20))
        .disable_signals();
    if workers > 0 {
        server = server.workers(workers);
    }
    Ok(server.listen(listener).context("the address can't be listened on")?.run())
}
