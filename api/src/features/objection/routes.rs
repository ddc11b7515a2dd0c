use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::list_guardian_notices)
        .service(handlers::list_own_objections)
        .service(handlers::raise_objection)
        .service(handlers::list_school_objections)
        .service(handlers::list_protection_objections)
        .service(handlers::settle_objection);
}
