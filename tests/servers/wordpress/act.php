<?php
// Does one thing to the site: act.php edit ID TEXT | trash ID | untrash ID | delete ID | trash-post ID | option NAME VALUE | theme NAME
require __DIR__ . '/boot.php';
[, $verb, $what] = $argv;
$done = match ($verb) {
    'edit' => wp_update_comment(['comment_ID' => (int) $what, 'comment_content' => $argv[3]]),
    'trash' => wp_trash_comment((int) $what),
    'untrash' => wp_untrash_comment((int) $what),
    'delete' => wp_delete_comment((int) $what, true),
    'trash-post' => wp_trash_post((int) $what),
    'untrash-post' => wp_untrash_post((int) $what) && wp_publish_post((int) $what) === null,
    'option' => update_option($what, $argv[3]) || get_option($what) == $argv[3],
    'theme' => switch_theme($what) === null,
};
exit($done ? 0 : 1);
