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
        .service(handlers::own::get_account)
        .service(handlers::own::change_name)
        .service(handlers::own::change_contact)
        .service(handlers::own::list_sessions)
        .service(handlers::own::end_session)
        .service(handlers::own::end_sessions)
        .service(handlers::own::list_bindings)
        .service(handlers::own::give_up_binding)
        .service(handlers::staff::revoke_binding)
        .service(handlers::staff::revoke_approval);
}
