use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::look_up_protected)
        .service(handlers::list_seals)
        .service(handlers::seal_child)
        .service(handlers::request_lift)
        .service(handlers::withdraw_lift)
        .service(handlers::approve_lift)
        .service(handlers::list_protection_applications);
}
