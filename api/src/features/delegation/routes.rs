use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::look_up_delegation)
        .service(handlers::list_delegations)
        .service(handlers::record_delegation)
        .service(handlers::end_delegation);
}
