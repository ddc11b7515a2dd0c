use super::handlers::{clients, grants, people, protocol};
use actix_web::web::{self, ServiceConfig as PlainConfig, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(clients::list_clients)
        .service(clients::register_client)
        .service(clients::change_client)
        .service(clients::issue_client_secret)
        .service(clients::disable_client)
        .service(grants::get_authorization_request)
        .service(grants::get_sign_in_context)
        .service(grants::decide_authorization_request)
        .service(grants::list_grants)
        .service(grants::revoke_grant)
        .service(people::list_children_of_subject);
}

/// Where the field expects it. What these answer is said by the discovery document and the standards, not by ours.
pub fn configure_plain(config: &mut PlainConfig) {
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        config.service(web::resource(path).route(get().to(protocol::discovery)));
    }
    let both = |path, get_handler, post_handler| web::resource(path).route(get_handler).route(post_handler);
    let on_post = |path, handler| web::resource(path).route(handler);
    config
        .service(web::resource("/oauth/jwks").route(get().to(protocol::jwks)))
        .service(both("/oauth/authorize", get().to(protocol::authorize), post().to(protocol::authorize)))
        .service(both("/oauth/userinfo", get().to(protocol::userinfo), post().to(protocol::userinfo)))
        .service(both("/oauth/logout", get().to(protocol::logout), post().to(protocol::logout)))
        .service(on_post("/oauth/par", post().to(protocol::push)))
        .service(on_post("/oauth/token", post().to(protocol::token)))
        .service(on_post("/oauth/revoke", post().to(protocol::revoke)))
        .service(on_post("/oauth/introspect", post().to(protocol::introspect)));
}
