<?php
// Every address that is no file of WordPress goes to its front controller, as a web server would send it.
define('ABSPATH', getenv('WORDPRESS_ROOT') . '/');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && preg_match('/\.(css|js|png|svg|woff2?)$/', $path) && is_file(ABSPATH . $path)) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['PHP_SELF'] = '/index.php';
require ABSPATH . 'index.php';
