use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::get_consent_document)
        // After `current`, which its path would match.
        .service(handlers::get_published_document)
        .service(handlers::publish_consent)
        .service(handlers::list_consent_versions)
        .service(handlers::answer_consent)
        .service(handlers::list_consent_records)
        .service(handlers::withdraw_consent);
}
