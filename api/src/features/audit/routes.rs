use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(handlers::list_audit_events).service(handlers::look_up_audit_actor);
}
