//! What people see when the app itself breaks: a sentence and a way on, not silence.

use crate::browser;
use web_sys::wasm_bindgen::JsValue;

/// Says on the page that it has to be reloaded; the cause goes to the browser's console.
///
/// In every language, because the words of none may have been loaded.
pub fn show(cause: &str) {
    web_sys::console::error_1(&JsValue::from_str(cause));
    if browser::document().get_element_by_id("app-failed").is_none() {
        // A second failure while telling of the first leaves nothing more to try.
        let _ = append_message();
    }
}

fn append_message() -> Result<(), JsValue> {
    let document = browser::document();
    let message = document.create_element("div")?;
    message.set_id("app-failed");
    message.set_class_name("notice notice--bad");
    message.set_attribute("role", "alert")?;
    for (language, sentence, action) in [
        ("zh-Hant-TW", "畫面沒有正常載入，填寫過的資料仍保留在這個分頁。", "重新載入"),
        ("en", "This page did not load properly. What you entered is kept in this tab.", "Reload"),
        ("vi", "Trang này không tải được đúng cách. Những gì đã điền vẫn còn trong thẻ này.", "Tải lại"),
        ("id", "Halaman ini tidak termuat dengan benar. Isian Anda masih ada di tab ini.", "Muat ulang"),
    ] {
        let line = document.create_element("p")?;
        line.set_attribute("lang", language)?;
        line.set_text_content(Some(sentence));
        let link = document.create_element("a")?;
        link.set_attribute("href", "")?;
        link.set_text_content(Some(action));
        line.append_with_str_1(" ")?;
        line.append_child(&link)?;
        message.append_child(&line)?;
    }
    if let Some(body) = document.body() {
        body.prepend_with_node_1(&message)?;
    }
    Ok(())
}
