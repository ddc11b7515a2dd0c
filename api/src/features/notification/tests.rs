use super::*;
use minijinja::context;

fn rendered(template: &str, language: Language) -> (String, String) {
    render_text(template, language, everything()).unwrap()
}

fn everything() -> Value {
    context! {
        name => "王大明 <b>", sign_in_name => "tpservice@example.tw", code => "123456", ends_at => "15:03",
        submitted_at => "2020/08/14 15:03", sign_in_url => "https://kinbind.example/sign-in",
        activation_url => "https://kinbind.example/activate#t", student => "王○明", reference => "115-ABC",
        reason => ["姓名與證件不同"], has_own_password => true, has_initial_password => true, correction_url => "https://kinbind.example/correct/1",
        confirmation_url => "https://kinbind.example/confirm#t", is_contact_change => true, is_email => true,
        new_masked => "t***@example.tw", changed_at => "115/11/21 15:03", students => ["王○明"], ended => ["王○明"], cancelled => ["王○恩"],
        ended_at => "115/11/21 15:03", apply_url => "https://kinbind.example/", due_at => "115/12/21 15:03",
        has_form => true, sent_at => "115/11/21 20:03", progress_url => "https://kinbind.example/progress",
        requested_at => "115/11/21 15:03", applicant => "林○惠", relationship => "母親", news => "applied",
        is_upheld => true, stated_reason => "核可時誤認申請人", children_url => "https://kinbind.example/children", domain => "kinbind.gov.taipei",
        is_reminder => false, papers => Vec::<Value>::new(),
        departure => None::<&str>, carer => "陳○雲", first_day => "115/12/01", last_day => "115/12/31",
        is_ended => false, is_new_carer => false,
    }
}

/// What [`everything`] has the other way: said, not said, one or several.
fn otherwise() -> Value {
    let paper = |office: Option<&str>, phone: Option<&str>, until: Option<&str>| {
        context! { school => "市立內湖國小", office, phone, until }
    };
    let papers =
        vec![paper(Some("教務處註冊組"), Some("02-2797-7035 轉 823"), Some("2026-12-31")), paper(None, None, None)];
    context! {
        reason => "", has_own_password => false, activation_url => "",
        student => "", is_contact_change => false, is_email => false, students => ["王○明", "王○恩"],
        ended => Vec::<&str>::new(), cancelled => Vec::<&str>::new(), has_form => false, news => "bound",
        is_upheld => false, stated_reason => "", is_reminder => true, is_ended => true, is_new_carer => true, papers,
        ..everything()
    }
}

#[test]
fn every_template_renders_in_every_language() {
    let names: Vec<&str> = TEMPLATES.templates().map(|(name, _)| name).collect();
    assert!(names.len() >= 4 * 12, "{names:?}");
    for name in names {
        let (template, tag) = name.split_once('.').unwrap();
        let (subject, text) = rendered(template, Language::from_tag(tag).unwrap());
        assert!(!subject.is_empty() && !subject.contains("{{"), "{name}");
        // An SMS has no room for it.
        assert!(text.contains("please do not reply") || template == "verification_code_sms", "{name}");
    }
}

/// Every mail as it goes out, words and HTML: a change is looked at before it is accepted (`cargo insta review`, or
/// `INSTA_UPDATE=always`).
#[test]
fn every_mail_is_as_it_was_looked_at() {
    for (name, _) in TEMPLATES.templates() {
        let (template, tag) = name.split_once('.').unwrap();
        let language = Language::from_tag(tag).unwrap();
        let (subject, text) = rendered(template, language);
        let html = to_html(&text, language);
        insta::assert_snapshot!(name, format!("{subject}\n\n{text}\n{html}"));
    }
}

#[test]
fn every_mail_of_the_other_kind_is_as_it_was_looked_at() {
    for (name, _) in TEMPLATES.templates() {
        let (template, tag) = name.split_once('.').unwrap();
        let (subject, text) = render_text(template, Language::from_tag(tag).unwrap(), otherwise()).unwrap();
        let usual = rendered(template, Language::from_tag(tag).unwrap());
        if (&subject, &text) != (&usual.0, &usual.1) {
            insta::assert_snapshot!(format!("{name}.otherwise"), format!("{subject}\n\n{text}"));
        }
    }
}

#[test]
fn the_end_of_a_binding_says_why_when_the_child_has_left() {
    for (departure, language) in ["graduated", "left"].iter().flat_map(|why| Language::ALL.map(|one| (*why, one))) {
        let context = context! {
            name => "王大明", student => "王○明", ended_at => "115/11/21 15:03",
            apply_url => "https://kinbind.example/", departure,
        };
        let (_, text) = render_text("binding_ended", language, context).unwrap();
        insta::assert_snapshot!(format!("binding_ended_{departure}.{}", language.tag()), text);
    }
}

#[test]
fn to_an_address_that_nobody_has_proved_the_end_of_a_binding_names_no_child_that_has_left() {
    for language in Language::ALL {
        let context = context! {
            name => "王大明", student => None::<&str>, ended_at => "115/11/21 15:03",
            apply_url => "https://kinbind.example/", departure => "graduated",
        };
        let (_, text) = render_text("binding_ended", language, context).unwrap();
        insta::assert_snapshot!(format!("binding_ended_unnamed.{}", language.tag()), text);
    }
}

#[test]
fn where_the_city_wants_no_initial_password_the_mail_has_the_link_alone() {
    for language in Language::ALL {
        let context = context! {
            name => "王大明", sign_in_name => "tpservice@example.tw", submitted_at => "2020/08/14 15:03", student => "王○明",
            has_own_password => false, has_initial_password => false, sign_in_url => "https://kinbind.example/sign-in",
            activation_url => "https://kinbind.example/activate#t",
        };
        let (_, text) = render_text("account_opened", language, context).unwrap();
        insta::assert_snapshot!(format!("account_opened_by_link.{}", language.tag()), text);
    }
}

#[test]
fn the_end_of_a_delegation_is_told_to_carer_and_guardians() {
    for (template, language) in
        ["entrusted_child", "carer_notice"].iter().flat_map(|one| Language::ALL.map(|l| (*one, l)))
    {
        let context = context! {
            name => "王大明", student => "王○明", carer => "陳○雲", first_day => "115/12/01", last_day => "115/12/31",
            is_ended => true, children_url => "https://kinbind.example/children",
        };
        let (subject, text) = render_text(template, language, context).unwrap();
        insta::assert_snapshot!(format!("{template}_ended.{}", language.tag()), format!("{subject}\n\n{text}"));
    }
}

#[test]
fn the_approval_mail_keeps_the_words_of_the_briefing_slides() {
    let (_, text) = rendered("account_opened", Language::TraditionalChinese);
    for words in [
        "** 本郵件由系統自動發送，請勿直接回覆 **",
        "您好，歡迎使用臺北市校園單一身分驗證服務",
        "您於2020/08/14 15:03申請的帳號已建立完成，登入資訊如下",
        "帳號：tpservice@example.tw",
        "密碼：臺端身分證統一編號後6碼",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn html_is_escaped_and_its_links_work() {
    let (_, text) = rendered("account_opened", Language::English);
    let html = to_html(&text, Language::English);
    assert!(html.contains("王大明 &lt;b&gt;"));
    assert!(html.contains(r#"<a href="https://kinbind.example/activate#t">"#));
}

#[test]
fn a_missing_value_is_a_mistake_and_not_an_empty_line() {
    assert!(render_text("verification_code", Language::English, context! {}).is_err());
}

#[test]
fn a_code_fits_in_one_sms_and_ends_as_phones_want_it() {
    for (language, is_contact_change) in Language::ALL.into_iter().flat_map(|one| [(one, false), (one, true)]) {
        let context = context! {
            code => "123456", ends_at => "15:03", domain => "kinbind.gov.taipei", is_contact_change,
        };
        let text = render_sms("verification_code_sms", language, context).unwrap();
        // One letter beyond the GSM alphabet more than halves a message; Vietnamese SMS do without their marks.
        let longest = if text.is_ascii() { 160 } else { 70 };
        assert!(text.chars().count() <= longest, "{text}");
        assert!(text.ends_with("\n@kinbind.gov.taipei #123456"), "{text}");
    }
}
