<?php
// A must-use plugin: the switches that tests turn, as options of the site.
add_filter('pre_wp_mail', '__return_true');
add_filter('rest_authentication_errors', function ($result) {
    if (get_option('test_rest_off')) {
        return new WP_Error('rest_disabled', 'REST API выключен на этом сайте.', ['status' => 401]);
    }
    return $result;
});
// Once, when an address that holds the option's first word is asked for: a comment goes, and maybe another one comes.
add_action('init', function () {
    [$part, $gone, $more] = explode(' ', get_option('test_meanwhile') ?: '  ');
    if ($part === '' || !str_contains($_SERVER['REQUEST_URI'], $part)) {
        return;
    }
    delete_option('test_meanwhile');
    $post = get_comment((int) $gone)->comment_post_ID;
    wp_delete_comment((int) $gone, true);
    if ($more) {
        wp_insert_comment(['comment_post_ID' => $post, 'comment_content' => $more, 'comment_author' => 'Лена']);
    }
});
