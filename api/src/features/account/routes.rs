use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::sign_in)
        .service(handlers::get_session)
        .service(handlers::sign_out)
        .service(handlers::change_password)
        .service(handlers::activate_account)
        .service(handlers::look_up_account)
        .service(handlers::list_bindings);
}
