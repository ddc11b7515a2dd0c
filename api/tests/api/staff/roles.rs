//! What the bureau grants.

use super::*;

fn grant(name: &str, role: &str) -> Value {
    json!({ "person": format!("{name}@school.example.tw"), "role": role })
}

fn registrar(name: &str, school_code: &str) -> Value {
    let mut body = grant(name, "registrar");
    body["school_code"] = json!(school_code);
    body
}

async fn granted(officer: &Client, query: &str) -> Page<GrantedRole> {
    officer.get(&format!("staff-roles?{query}")).await.expect(200).json()
}

on_both! {
    async fn a_role_holds_from_the_next_request_on_until_it_is_ended(city: City) {
        let (officer, chang) = (city.officer().await, city.teacher("chang").await);
        let own = format!("schools/{NEIHU}/homeroom-assignments");
        chang.get(&own).await.problem(403, "not_allowed");
        let role: GrantedRole = officer.post("staff-roles", registrar("chang", NEIHU)).await.expect(201).json();
        assert_eq!((role.standing, role.from, role.until), (Standing::InForce, day(&city, 0), None));
        assert!(!role.name.is_empty() && role.email_masked.contains('*'), "{} {}", role.name, role.email_masked);
        chang.get(&own).await.expect(200);
        assert_eq!(roles_of(&chang).await, json!(["guardian", "homeroom_teacher", "registrar"]));
        // Of that school alone.
        chang.get(&format!("schools/{SANMIN}/homeroom-assignments")).await.problem(404, "not_found");

        officer.delete(&format!("staff-roles/{}", role.id)).await.expect(204);
        chang.get(&own).await.problem(403, "not_allowed");
        assert_eq!(roles_of(&chang).await, json!(["guardian", "homeroom_teacher"]));
        officer.delete(&format!("staff-roles/{}", role.id)).await.problem(404, "not_found");
        let over = granted(&officer, "over=true").await.items;
        assert_eq!((over[0].id, over[0].standing), (role.id, Standing::Over));
    }

    async fn a_role_holds_on_its_days(city: City) {
        let officer = city.officer().await;
        let mut body = grant("chang", "auditor");
        body["from"] = json!(text(day(&city, 1)));
        body["until"] = json!(text(day(&city, 2)));
        let role: GrantedRole = officer.post("staff-roles", &body).await.expect(201).json();
        assert_eq!((role.standing, role.until), (Standing::Upcoming, Some(day(&city, 2))));
        // Signed in anew each day: a session lasts twelve hours.
        let reads = async || city.teacher("chang").await.get("staff-roles").await;
        reads().await.problem(403, "not_allowed");
        for _ in 0..2 {
            city.advance(Duration::DAY);
            reads().await.expect(200);
        }
        city.advance(Duration::DAY);
        reads().await.problem(403, "not_allowed");
    }

    async fn the_same_grant_again_is_one(city: City) {
        let officer = city.officer().await;
        let tries = (0..4).map(|_| {
            let officer = officer.clone();
            async move { officer.post("staff-roles", registrar("chang", NEIHU)).await }
        });
        let answers = all_at_once(tries).await;
        let ids: Vec<_> = answers.iter().map(|answer| answer.value()["id"].clone()).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 3);
        // For other days it has to be ended first.
        let mut shorter = registrar("chang", NEIHU);
        shorter["until"] = json!(text(day(&city, 3)));
        officer.post("staff-roles", &shorter).await.problem(409, "wrong_state");
        officer.delete(&format!("staff-roles/{}", ids[0].as_str().unwrap())).await.expect(204);
        officer.post("staff-roles", &shorter).await.expect(201);
        // Another school is another role.
        officer.post("staff-roles", registrar("chang", SANMIN)).await.expect(201);
    }

    async fn nobody_grants_or_ends_an_own_role(city: City) {
        let officer = city.officer().await;
        officer.post("staff-roles", grant("lai", "auditor")).await.problem(409, "second_person_needed");
        let own = granted(&officer, "role=bureau_officer").await.items.remove(0);
        officer.delete(&format!("staff-roles/{}", own.id)).await.problem(409, "second_person_needed");
    }

    async fn of_two_officers_who_dismiss_each_other_one_stays(city: City) {
        let officer = city.officer().await;
        let chang = city.with_role("chang", "bureau_officer", None).await;
        let roles = granted(&officer, "role=bureau_officer").await.items;
        let lai: String = officer.get("sessions/current").await.value()["account"]["id"].as_str().unwrap().into();
        let of = |own: bool| roles.iter().find(|role| (role.account_id.to_string() == lai) == own).unwrap().id;
        let both = [(officer, of(false)), (chang.client, of(true))];
        let ends = both.map(|(client, id)| async move { client.delete(&format!("staff-roles/{id}")).await.status });
        let statuses = all_at_once(ends).await;
        assert!(statuses.iter().filter(|status| **status == 204).count() == 1, "{statuses:?}");
        assert!(statuses.contains(&403), "{statuses:?}");
    }

    async fn only_officers_grant_and_auditors_read(city: City) {
        let auditor = city.with_role("chang", "auditor", None).await;
        assert_eq!(granted(&auditor, "").await.total, 2);
        auditor.post("staff-roles", grant("lin", "auditor")).await.problem(403, "not_allowed");
        let id = granted(&auditor, "role=bureau_officer").await.items[0].id;
        auditor.delete(&format!("staff-roles/{id}")).await.problem(403, "not_allowed");
        for role in ["registrar", "protection_officer"] {
            let name = if role == "registrar" { "wu" } else { "hsu" };
            let staff = city.with_role(name, role, (role == "registrar").then_some(NEIHU)).await;
            staff.get("staff-roles").await.problem(403, "not_allowed");
            staff.post("staff-roles", grant("lin", "auditor")).await.problem(403, "not_allowed");
        }
        city.client().get("staff-roles").await.problem(401, "not_signed_in");
        city.client().post("staff-roles", grant("lin", "auditor")).await.problem(401, "not_signed_in");
    }

    async fn what_is_wrong_with_a_grant_is_told_at_its_field(city: City) {
        let officer = city.officer().await;
        let wrong = async |body: Value, pointer: &str, code: &str| {
            officer.post("staff-roles", body).await.problem(422, "invalid_fields").fields(&[(pointer, code)]);
        };
        wrong(grant("lin", "registrar"), "/school_code", "required").await;
        wrong(registrar("lin", "999999"), "/school_code", "not_found").await;
        wrong(grant("nobody", "auditor"), "/person", "not_found").await;
        wrong(json!({ "person": "A123456789", "role": "auditor" }), "/person", "not_found").await;
        wrong(json!({ "person": " ", "role": "auditor" }), "/person", "required").await;
        let with = |changes: &[(&str, Value)]| {
            let mut body = grant("lin", "auditor");
            changes.iter().for_each(|(name, value)| body[*name] = value.clone());
            body
        };
        let at = |days: i64| json!(text(day(&city, days)));
        wrong(with(&[("school_code", json!(NEIHU))]), "/school_code", "unknown").await;
        wrong(with(&[("from", at(-1))]), "/from", "too_early").await;
        wrong(with(&[("until", at(-1))]), "/until", "too_early").await;
        wrong(with(&[("from", at(2)), ("until", at(1))]), "/until", "too_early").await;
        for (name, value) in [("role", json!("guardian")), ("from", json!("115/11/22"))] {
            let refused = officer.post("staff-roles", with(&[(name, value)])).await.problem(400, "malformed_body");
            refused.fields(&[(&format!("/{name}"), "type")]);
        }
    }

    async fn a_person_is_named_by_id_number_too_and_not_without_end(city: City) {
        let officer = city.officer().await;
        let body = json!({ "person": LIN_SHUHUI.national_id, "role": "protection_officer" });
        let role: GrantedRole = officer.post("staff-roles", body).await.expect(201).json();
        assert_eq!(role.name, LIN_SHUHUI.name);
        for _ in 0..119 {
            officer.post("staff-roles", grant("nobody", "auditor")).await.expect(422);
        }
        let refused = officer.post("staff-roles", grant("nobody", "auditor")).await.problem(429, "too_many_requests");
        assert!(refused.header("ratelimit").unwrap().contains("\"named_staff\";r=0"));
    }

    async fn the_list_is_filtered_and_paged(city: City) {
        let officer = city.officer().await;
        for name in ["lin", "chen", "huang"] {
            officer.post("staff-roles", registrar(name, NEIHU)).await.expect(201);
        }
        officer.post("staff-roles", registrar("chang", SANMIN)).await.expect(201);
        assert_eq!(granted(&officer, "").await.total, 5);
        assert_eq!(granted(&officer, "role=registrar").await.total, 4);
        assert_eq!(granted(&officer, &format!("school_code={SANMIN}")).await.total, 1);
        let page = granted(&officer, &format!("school_code={NEIHU}&page=2&page_size=2")).await;
        assert_eq!((page.items.len(), page.page, page.page_size, page.total), (1, 2, 2, 3));
        assert_eq!(granted(&officer, "over=true").await.total, 0);
        for query in ["page=0", "page_size=201", "role=guardian", "sort=name"] {
            officer.get(&format!("staff-roles?{query}")).await.problem(400, "malformed_parameter");
        }
    }

    async fn doctor_says_when_the_bureau_has_no_officer(city: City) {
        let (_, printed) = run_command(&city, &["doctor"]);
        assert!(printed.contains("the bureau has no officer"), "{printed}");
        city.officer().await;
        let (_, printed) = run_command(&city, &["doctor"]);
        assert!(printed.contains("ok    the bureau has an officer"), "{printed}");
    }
}
