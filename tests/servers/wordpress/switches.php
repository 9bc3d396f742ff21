<?php
// A must-use plugin: the switches that tests turn, as options of the site.
add_filter('pre_wp_mail', '__return_true');
add_filter('rest_authentication_errors', function ($result) {
    if (get_option('test_rest_off')) {
        return new WP_Error('rest_disabled', 'REST API выключен на этом сайте.', ['status' => 401]);
    }
    return $result;
});
