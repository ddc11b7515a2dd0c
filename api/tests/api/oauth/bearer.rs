//! What access tokens open in our own API: what was allowed, to read.

use super::*;

on_both! {
    async fn a_service_reads_children_and_applications_as_it_was_allowed(city: City) {
        let (service, parent) = (city.register(app()).await, city.parent().await);
        let own = parent.get("binding-applications").await.expect(200).value();
        let path = format!("binding-applications/{}", own["items"][0]["id"].as_str().unwrap());
        let children = service.sign_in(&city, &parent, "openid children").await;
        let applications = service.sign_in(&city, &parent, "openid applications").await;
        let nobody = city.client();
        let bound = nobody.get_with("bindings", children.access()).await.expect(200).value();
        assert_eq!(bound, parent.get("bindings").await.expect(200).value());
        assert_eq!(nobody.get_with("binding-applications", applications.access()).await.expect(200).value(), own);
        nobody.get_with(&path, applications.access()).await.expect(200);
        nobody.get_with("bindings", applications.access()).await.problem(403, "not_allowed");
        nobody.get_with("binding-applications", children.access()).await.problem(403, "not_allowed");
        nobody.get_with(&path, children.access()).await.problem(403, "not_allowed");
        // Another person's isn't there.
        let lin = city.teacher("lin").await;
        let others = service.sign_in(&city, &lin, "openid applications").await;
        nobody.get_with(&path, others.access()).await.problem(404, "not_found");
    }

    async fn a_token_reads_and_does_nothing_else(city: City) {
        let (service, parent) = (city.register(app()).await, city.parent().await);
        let tokens = service.sign_in(&city, &parent, &SCOPES.join(" ")).await;
        let nobody = city.client();
        for path in ["accounts/me", "sessions", "oauth-grants", "sessions/current", "classes"] {
            nobody.get_with(path, tokens.access()).await.problem(401, "not_signed_in");
        }
        let own = parent.get("bindings").await.expect(200).value();
        let path = format!("bindings/{}", own["items"][0]["id"].as_str().unwrap());
        let giving_up =
            nobody.request(Method::DELETE, &path).header("authorization", format!("Bearer {}", tokens.access()));
        nobody.send(giving_up).await.problem(401, "not_signed_in");
        // A token counts instead of the browser's own session.
        parent.get_with("bindings", "nonsense").await.problem(401, "not_signed_in");
        service.post(&city, "/oauth/revoke", &[("token", tokens.access())]).await.expect(200);
        nobody.get_with("bindings", tokens.access()).await.problem(401, "not_signed_in");
    }
}
