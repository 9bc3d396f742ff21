<?php
// Does things to the site, one after another: act.php edit ID TEXT | trash ID | untrash ID | hold ID | approve ID | spam ID |
// delete ID | trash-post ID | untrash-post ID | option NAME VALUE | theme NAME, several with "--" between them.
require __DIR__ . '/boot.php';
foreach (explode("\0--\0", implode("\0", array_slice($argv, 1))) as $deed) {
    [$verb, $what, $more] = array_pad(explode("\0", $deed), 3, '');
    $done = match ($verb) {
        'edit' => wp_update_comment(['comment_ID' => (int) $what, 'comment_content' => $more]),
        'trash' => wp_trash_comment((int) $what),
        'untrash' => wp_untrash_comment((int) $what),
        'hold', 'approve' => wp_set_comment_status((int) $what, $verb),
        'spam' => wp_spam_comment((int) $what),
        'delete' => wp_delete_comment((int) $what, true),
        'trash-post' => wp_trash_post((int) $what),
        'untrash-post' => wp_untrash_post((int) $what) && wp_publish_post((int) $what) === null,
        'option' => update_option($what, $more) || get_option($what) == $more,
        'theme' => switch_theme($what) === null,
    };
    $done || exit(1);
}
