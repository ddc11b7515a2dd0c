use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::ask_for_copy)
        .service(handlers::download_copy)
        .service(handlers::request_deletion)
        .service(handlers::list_deletion_requests)
        .service(handlers::withdraw_deletion_request);
}
